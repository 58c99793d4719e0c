# SPDX-License-Identifier: GPL-2.0-only
# build/driftbolt: static and stripped, so that it runs in an initramfs and needs nothing.

# Of the manifest code only the reader goes into the loader.
DRIFTBOLT_SRCS := $(wildcard user/*.c user/seal/*.c user/timeline/*.c) user/manifest/manifest_read.c user/manifest/manifest_syntax.c
DRIFTBOLT_OBJS := $(DRIFTBOLT_SRCS:%.c=$(B)/driftbolt.d/%.o)
DRIFTBOLT_LIBS := -lbpf -lelf -lz -ljson-c -lmd

# The canary: a program of its own, carried as bytes.
$(B)/driftbolt.d/canary: user/canary.S $(FLAGS_STAMP) | $(B)/stamp/deps-build
	$(call say,AS,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) -nostdlib -static -Wl,--build-id=none -o $@ $<

$(B)/driftbolt.d/canary_image.o: user/canary_image.S $(B)/driftbolt.d/canary
	$(Q)$(CC) -DCANARY='"$(B)/driftbolt.d/canary"' -c -o $@ $<

$(DRIFTBOLT_OBJS): $(B)/driftbolt.d/%.o: %.c $(FLAGS_STAMP) | $(SKELETON) $(SEAL_SKELETON) $(B)/stamp/deps-build
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS_) -iquote user $(CFLAGS_) -MMD -MP -c -o $@ $<

$(B)/driftbolt: $(DRIFTBOLT_OBJS) $(B)/driftbolt.d/canary_image.o
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS_) $(LDFLAGS) -static -o $@.unstripped $^ $(DRIFTBOLT_LIBS)
	$(Q)strip -o $@ $@.unstripped

-include $(DRIFTBOLT_OBJS:.o=.d)
ALL += $(B)/driftbolt
