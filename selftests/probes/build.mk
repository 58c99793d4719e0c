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

# An empty one that shares blocks of files (FICLONE); so small a one is of use to tests alone.
$(B)/selftests/probes/image.xfs: | $(B)/stamp/deps-test
	$(call say,GEN,$@)
	@mkdir -p $(@D)
	$(Q)rm -f $@
	$(Q)/usr/sbin/mkfs.xfs --unsupported -q -m reflink=1 -d file,name=$@,size=16m >/dev/null
probes: $(B)/selftests/probes/image.xfs

# Read-only file systems for the guests, which cannot make them: an allowed program and library, and a program of the
# allowed one's size that is in no manifest.
FS_IMAGES := $(B)/selftests/probes/image.squashfs $(B)/selftests/probes/image.erofs $(B)/selftests/probes/image.ext4
$(FS_IMAGES) &: $(B)/selftests/probes/tiny $(B)/selftests/probes/libmark.so | $(B)/stamp/deps-test
	$(call say,GEN,$(FS_IMAGES))
	$(Q)rm -rf $(B)/selftests/image.d $(FS_IMAGES)
	$(Q)mkdir -p $(B)/selftests/image.d
	$(Q)cp $(B)/selftests/probes/tiny $(B)/selftests/image.d/allowed
	$(Q)cp $(B)/selftests/probes/libmark.so $(B)/selftests/image.d/lib.so
	$(Q)sed s/exit-code:2/exit-code:0/ $< >$(B)/selftests/image.d/dropped
	$(Q)chmod 755 $(B)/selftests/image.d/*
	$(Q)mksquashfs $(B)/selftests/image.d $(B)/selftests/probes/image.squashfs -quiet -no-progress -all-root
	$(Q)mkfs.erofs --quiet --all-root $(B)/selftests/probes/image.erofs $(B)/selftests/image.d
	$(Q)/usr/sbin/mke2fs -q -F -t ext4 -O ^has_journal -E root_owner=0:0,nodiscard -d $(B)/selftests/image.d \
		$(B)/selftests/probes/image.ext4 4M
probes: $(FS_IMAGES)
