# SPDX-License-Identifier: GPL-2.0-only
# Every NAME.c here is a program for the guests, build/selftests/probes/NAME, static; every libNAME.c a shared library
# libNAME.so. A line "build: FLAGS" in a file's comment replaces -static, e.g. "// build: -static-pie" or "// build: -pie".
PROBE_SRC  := $(wildcard selftests/probes/*.c)
PROBES     := $(patsubst selftests/probes/%.c,$(B)/selftests/probes/%,$(filter-out selftests/probes/lib%.c,$(PROBE_SRC))) \
	      $(patsubst selftests/probes/%.c,$(B)/selftests/probes/%.so,$(filter selftests/probes/lib%.c,$(PROBE_SRC)))
probe_link  = $(or $(shell sed -n 's,^// build: *,,p' $<),-static)

$(B)/selftests/probes/%: selftests/probes/%.c $(FLAGS_STAMP) | $(B)/stamp/deps-build
	$(call say,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS_) $(CFLAGS_) -o $@ $< $(probe_link) $(LDFLAGS)

$(B)/selftests/probes/%.so: selftests/probes/%.c $(FLAGS_STAMP) | $(B)/stamp/deps-build
	$(call say,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS_) $(CFLAGS_) -fPIC -shared -o $@ $< $(LDFLAGS)

PHONY += probes
probes: $(PROBES)
