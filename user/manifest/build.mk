# SPDX-License-Identifier: GPL-2.0-only
# build/driftbolt-manifest: runs in CI beside image tools, so it links dynamically.
MANIFEST_LIBS := libarchive libcrypto json-c libelf
# Of the loader's code what reads events and writes files, and the words of maps/.
MANIFEST_SRCS := $(wildcard user/manifest/*.c) user/mode.c user/whole_file.c \
		 $(patsubst %,user/%.c,saved_events event_repeats event_log event_source event_field)
MANIFEST_OBJS := $(MANIFEST_SRCS:%.c=$(B)/obj/%.o)

$(B)/driftbolt-manifest: $(MANIFEST_OBJS)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS_) $(LDFLAGS) -o $@ $^ $$(pkg-config --libs $(MANIFEST_LIBS))

$(MANIFEST_OBJS): $(B)/obj/%.o: %.c $(FLAGS_STAMP) | $(B)/stamp/deps-build
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS_) $(CFLAGS_) -MMD -MP -c -o $@ $<

-include $(MANIFEST_OBJS:.o=.d)
ALL += $(B)/driftbolt-manifest
