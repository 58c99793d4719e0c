# SPDX-License-Identifier: GPL-2.0-only
# Each selftests/fuzz/NAME.c is one libFuzzer program, build/fuzz/NAME, under ASan and UBSan.
# As for unit tests, set where needed: FUZZ_SOURCES_NAME (.c files), FUZZ_LIBS_NAME (pkg-config),
# FUZZ_SEEDS_NAME (directories of inputs; selftests/fuzz/seeds/NAME is taken if it is there).
# Inputs that found something new are kept in build/fuzz/corpus/NAME, crashes in build/fuzz/crashes.
FUZZ_CC      ?= clang-14
FUZZ_SECONDS ?= 60
FUZZ_BRIEF   := 2
FUZZ_TARGETS += $(patsubst selftests/fuzz/%.c,%,$(sort $(wildcard selftests/fuzz/*.c)))
FUZZ_CFLAGS  := -std=gnu11 -O1 -g -fno-omit-frame-pointer -fno-sanitize-recover=undefined \
		-fsanitize=address,undefined,fuzzer-no-link
FUZZ_RUN     := -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 -max_len=65536
FUZZ_STAMP   := $(call stamp,fuzz,$(FUZZ_CC) $(CPPFLAGS_) $(FUZZ_CFLAGS) $(LDFLAGS))

FUZZ_MANIFEST = $(filter-out user/manifest/main.c user/manifest/cmd_%,$(MANIFEST_SRCS))

FUZZ_SOURCES_manifest_read = user/manifest/manifest_read.c user/manifest/manifest_syntax.c \
			     user/manifest/manifest_write.c
FUZZ_SEEDS_manifest_read   = selftests/fixtures/manifest
FUZZ_SOURCES_oci_state      = user/oci_state.c
FUZZ_LIBS_oci_state         = json-c
FUZZ_SOURCES_timeline       = $(filter-out user/timeline/print_html.c,$(wildcard user/timeline/*.c))
FUZZ_LIBS_timeline          = json-c
FUZZ_FORMATS               := user/event_field.c user/event_format.c user/event_text.c user/event_cef.c $(wildcard user/event_ocsf*.c) \
			      user/event_severity.c user/event_title.c user/event_line.c user/mode.c user/report.c
FUZZ_SOURCES_event_source   = user/event_source.c $(FUZZ_FORMATS)
FUZZ_LIBS_event_source      = json-c
FUZZ_SEEDS_event_source     = selftests/fuzz/seeds/events
FUZZ_SOURCES_event_repeats  = user/event_repeats.c user/event_log.c user/event_source.c user/event_field.c
FUZZ_LIBS_event_repeats     = json-c
FUZZ_SOURCES_event_record   = $(FUZZ_FORMATS) $(patsubst %,user/%.c,event_json event_parts filesystem_name boot setting container_id replay)
FUZZ_LIBS_event_record      = json-c
FUZZ_SOURCES_replay         = user/replay.c user/mode.c user/setting.c user/report.c
FUZZ_LIBS_replay            = json-c libbpf
FUZZ_SEEDS_replay           = selftests/fuzz/seeds/events
FUZZ_SOURCES_learn          = $(FUZZ_MANIFEST)
FUZZ_LIBS_learn             = $(MANIFEST_LIBS)
FUZZ_SEEDS_learn            = selftests/fuzz/seeds/events
FUZZ_SOURCES_diff           = $(FUZZ_MANIFEST)
FUZZ_LIBS_diff              = $(MANIFEST_LIBS)
FUZZ_SOURCES_image_oci     = $(filter-out user/manifest/oci.c,$(FUZZ_MANIFEST))
FUZZ_LIBS_image_oci        = $(MANIFEST_LIBS)
FUZZ_SOURCES_image_docker  = $(filter-out user/manifest/docker.c,$(FUZZ_MANIFEST))
FUZZ_LIBS_image_docker     = $(MANIFEST_LIBS)
FUZZ_SOURCES_image_layer   = $(FUZZ_MANIFEST)
FUZZ_LIBS_image_layer      = $(MANIFEST_LIBS)
FUZZ_SEEDS_image_layer     = $(B)/fuzz/seeds/image_layer
FUZZ_SOURCES_class_rules   = $(FUZZ_MANIFEST)
FUZZ_LIBS_class_rules      = $(MANIFEST_LIBS)
FUZZ_SOURCES_elf_class     = $(wildcard user/manifest/elf_*.c) user/manifest/classify.c
FUZZ_LIBS_elf_class        = libelf
FUZZ_SEEDS_elf_class       = $(B)/fuzz/seeds/elf_class

$(B)/fuzz/obj/%.o: %.c $(FUZZ_STAMP) | $(B)/stamp/deps-build $(B)/stamp/deps-test
	$(call say,CC,$< (fuzzer))
	$(Q)mkdir -p $(@D)
	$(Q)$(FUZZ_CC) $(CPPFLAGS_) $(FUZZ_CFLAGS) -MMD -MP -c -o $@ $<

define FUZZ_RULE
$(B)/fuzz/$(1): $$$$(patsubst %.c,$(B)/fuzz/obj/%.o,selftests/fuzz/$(1).c $$$$(FUZZ_SOURCES_$(1)))
	$$(call say,LINK,$$@)
	$$(Q)$$(FUZZ_CC) -fsanitize=address,undefined,fuzzer $$(LDFLAGS) -o $$@ $$(filter %.o,$$^) \
		$$(if $$(FUZZ_LIBS_$(1)),$$$$(pkg-config --libs $$(FUZZ_LIBS_$(1))))

PHONY += fuzz-$(1)
fuzz-$(1): $(B)/fuzz/$(1) $$$$(filter $(B)/%,$$$$(FUZZ_SEEDS_$(1)))
	$$(Q)mkdir -p $(B)/fuzz/corpus/$(1) $(B)/fuzz/crashes
	$$(Q)if $(B)/fuzz/$(1) $(FUZZ_RUN) -max_total_time=$$(FUZZ_SECONDS) \
		-artifact_prefix=$(B)/fuzz/crashes/$(1)- $(B)/fuzz/corpus/$(1) \
		$$(wildcard selftests/fuzz/seeds/$(1)) $$(FUZZ_SEEDS_$(1)) >$(B)/fuzz/$(1).log 2>&1; \
	then printf '  %-8s%s\n' FUZZ "$(1): $$$$(sed -n 's/^stat::number_of_executed_units: *//p' $(B)/fuzz/$(1).log) inputs, nothing found"; \
	else tail -n 60 $(B)/fuzz/$(1).log; echo "  FUZZ    $(1): failed; the input is in $(B)/fuzz/crashes"; exit 1; fi
endef
.SECONDEXPANSION:
$(foreach target,$(FUZZ_TARGETS),$(eval $(call FUZZ_RULE,$(target))))

# Archives and ELF files of the machine's own tools to start from.
$(B)/fuzz/seeds/image_layer: selftests/fuzz/build.mk
	$(Q)rm -rf $@ $@.tree && mkdir -p $@ $@.tree/d/e
	$(Q)cd $@.tree && printf '#!/bin/sh\n' >a && ln -s a b && ln a c && ln -s ../d d/e/f && \
		touch d/.wh.x d/.wh..wh..opq && truncate -s 100k sparse
	$(Q)for format in gnu pax ustar v7; do \
		sparse=; case $$format in gnu|pax) sparse=-S; esac; \
		tar -C $@.tree --sort=name --format=$$format $$sparse -cf $@.tar . && \
		{ printf '\000\050'; cat $@.tar; } >$@/$$format; \
		{ printf '\000\001'; gzip -n <$@.tar; } >$@/$$format.gz; done; rm -r $@.tree $@.tar

$(B)/fuzz/seeds/elf_class: selftests/fuzz/build.mk
	$(Q)rm -rf $@ && mkdir -p $@
	$(Q)echo 'int main(void) { return 0; }' >$@.c
	$(Q)$(CC) -s -o $@/pie $@.c && $(CC) -s -no-pie -o $@/exec $@.c && $(CC) -c -o $@/rel $@.c && \
		$(CC) -s -shared -fPIC -Wl,-soname,ld-linux.so.2 -o $@/lib $@.c; rm $@.c

PHONY += fuzz fuzz-brief
fuzz: ## each fuzz target for FUZZ_SECONDS=60
fuzz: $(FUZZ_TARGETS:%=fuzz-%)

fuzz-brief: ## each fuzz target for two seconds
fuzz-brief: $(FUZZ_TARGETS:%=$(B)/fuzz/%)
	$(Q)FUZZ_BRIEF=$(FUZZ_BRIEF) selftests/fuzz/brief

# `check` runs them too; they are built beforehand, with the rest.
UNIT_TESTS += selftests/fuzz/brief
check check-all: $(FUZZ_TARGETS:%=$(B)/fuzz/%)

-include $(shell find $(B)/fuzz/obj -name '*.d' 2>/dev/null)
