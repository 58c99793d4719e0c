# SPDX-License-Identifier: GPL-2.0-only
# Each selftests/unit/NAME.c is one Criterion program, build/unit/NAME, under ASan and UBSan.
# What it tests beyond headers is named by a variable, set below or in any build.mk:
#   UNIT_SOURCES_NAME   .c files of the tree, compiled again with the sanitizers
#   UNIT_LIBS_NAME      pkg-config names
UNIT_SOURCES := $(sort $(wildcard selftests/unit/*.c))
UNIT_TESTS   += $(UNIT_SOURCES:selftests/unit/%.c=$(B)/unit/%)
UNIT_CFLAGS  := -std=gnu11 -O1 -g $(WARN) -fno-omit-frame-pointer \
		-fsanitize=address,undefined -fno-sanitize-recover=all
UNIT_STAMP   := $(call stamp,unit,$(CC) $(CPPFLAGS_) $(UNIT_CFLAGS) $(LDFLAGS))

UNIT_MANIFEST_FORMAT := user/manifest/manifest_read.c user/manifest/manifest_syntax.c \
			user/manifest/manifest_write.c
UNIT_MANIFEST = $(filter-out user/manifest/main.c,$(MANIFEST_SRCS)) \
		 $(wildcard selftests/fixtures/lib/*.c)

UNIT_SOURCES_manifest_format := $(UNIT_MANIFEST_FORMAT)
UNIT_SOURCES_digest_set := user/digest_set.c user/family.c $(UNIT_MANIFEST_FORMAT)
UNIT_SOURCES_manifest_classes = $(UNIT_MANIFEST)
UNIT_LIBS_manifest_classes     = $(MANIFEST_LIBS)
UNIT_SOURCES_manifest_rules    = $(UNIT_MANIFEST)
UNIT_LIBS_manifest_rules        = $(MANIFEST_LIBS)
UNIT_SOURCES_image_layers     = $(UNIT_MANIFEST)
UNIT_LIBS_image_layers         = $(MANIFEST_LIBS)
UNIT_SOURCES_image_metadata   = $(UNIT_MANIFEST)
UNIT_LIBS_image_metadata       = $(MANIFEST_LIBS)
UNIT_SOURCES_image_rootfs     = $(UNIT_MANIFEST)
UNIT_LIBS_image_rootfs         = $(MANIFEST_LIBS)
UNIT_SOURCES_image_deb        = $(UNIT_MANIFEST)
UNIT_LIBS_image_deb            = $(MANIFEST_LIBS)
UNIT_SOURCES_container_id     := user/container_id.c
UNIT_SOURCES_image_reference  := user/image_reference.c user/report.c
UNIT_SOURCES_oci_state        := user/oci_state.c
UNIT_LIBS_oci_state           := json-c
UNIT_SOURCES_kernel_btf       := user/kernel_btf.c
UNIT_LIBS_kernel_btf          := libbpf
UNIT_TIMELINE := $(filter-out user/timeline/print_html.c,$(wildcard user/timeline/*.c))
UNIT_SOURCES_timeline_model   := $(UNIT_TIMELINE)
UNIT_LIBS_timeline_model      := json-c
UNIT_SOURCES_timeline_print   := $(UNIT_TIMELINE)
UNIT_LIBS_timeline_print      := json-c
UNIT_SOURCES_present_maps     := user/present_maps.c
UNIT_SOURCES_event_log        := user/event_log.c user/event_source.c user/event_field.c
UNIT_LIBS_event_log           := json-c
UNIT_SOURCES_metrics          := user/metrics.c user/mode.c
UNIT_SOURCES_event_save       := $(patsubst %,user/%.c,event_save event_log event_recorder event_source event_field \
				 event_json event_parts filesystem_name event_line event_repeats repeats_save ring recorder counters config boot mode \
				 setting report container_id)
UNIT_LIBS_event_save          := json-c
UNIT_SOURCES_event_json       := $(patsubst %,user/%.c,event_json event_parts filesystem_name boot mode setting report container_id \
				 event_field event_format event_text event_cef event_ocsf event_ocsf_object event_severity event_title \
				 event_line)
UNIT_LIBS_event_json          := json-c
UNIT_SOURCES_event_source     := user/event_source.c user/event_field.c
UNIT_LIBS_event_source        := json-c
UNIT_SOURCES_saved_events     := $(patsubst %,user/%.c,saved_events event_repeats event_log event_source event_field)
UNIT_LIBS_saved_events        := json-c
UNIT_SOURCES_whole_file       := user/whole_file.c
UNIT_SOURCES_replay           := user/replay.c user/mode.c user/setting.c user/report.c
UNIT_LIBS_replay              := json-c libbpf

$(B)/unit/obj/%.o: %.c $(UNIT_STAMP) | $(B)/stamp/deps-build $(B)/stamp/deps-test
	$(call say,CC,$< (sanitizers))
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS_) $(UNIT_CFLAGS) -MMD -MP -c -o $@ $<

define UNIT_RULE
$(B)/unit/$(1): $$$$(patsubst %.c,$(B)/unit/obj/%.o,selftests/unit/$(1).c $$$$(UNIT_SOURCES_$(1)))
	$$(call say,LINK,$$@)
	$$(Q)$$(CC) $$(UNIT_CFLAGS) $$(LDFLAGS) -o $$@ $$(filter %.o,$$^) \
		$$$$(pkg-config --libs criterion $$(UNIT_LIBS_$(1)))
endef
# Second expansion: a build.mk that make reads later may set the variables of its tests.
.SECONDEXPANSION:
$(foreach test,$(UNIT_SOURCES:selftests/unit/%.c=%),$(eval $(call UNIT_RULE,$(test))))

-include $(shell find $(B)/unit/obj -name '*.d' 2>/dev/null)
