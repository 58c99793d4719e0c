# SPDX-License-Identifier: GPL-2.0-only
# Each kern/*.bpf.c is one object; all are linked into one and become build/gen/driftbolt.skel.h.

BPF_ARCH_x86_64  := x86
BPF_ARCH_aarch64 := arm64
BPF_CPPFLAGS := -D__TARGET_ARCH_$(BPF_ARCH_$(ARCH)) -I. -Ikern -Ivmlinux/$(ARCH)
# cpu v3: 32-bit and atomic instructions, in every kernel of the matrix. -g: BTF, without which
# there is no CO-RE and bpftool prints no field names.
BPF_CFLAGS   := --target=bpf -mcpu=v3 -O2 -g -std=gnu11 -Wall -Wextra -Werror \
		-Wno-unused-parameter -Wno-address-of-packed-member
BPF_STAMP    := $(call stamp,bpf,$(CLANG) $(BPF_CPPFLAGS) $(BPF_CFLAGS) $(BPFTOOL))

BPF_SOURCES := $(sort $(wildcard kern/*.bpf.c))
BPF_OBJECT  := $(B)/kern/driftbolt.bpf.o
SKELETON    := $(B)/gen/driftbolt.skel.h
# What `driftbolt seal` attaches besides.
SEAL_OBJECT   := $(B)/kern/seal.bpf.o
SEAL_SKELETON := $(B)/gen/seal.skel.h

# One translation unit of all objects: maps are defined once and the kernel sees one BTF. (bpftool's
# linker refuses weak kernel functions that two objects share.)
$(B)/kern/driftbolt.bpf.c: $(BPF_SOURCES) kern/build.mk
	$(Q)mkdir -p $(@D)
	$(Q)printf '#include "%s"\n' $(BPF_SOURCES) > $@

$(BPF_OBJECT): $(B)/kern/driftbolt.bpf.c $(BPF_STAMP) | $(B)/stamp/deps-build
	$(call say,BPF,$@)
	$(Q)$(CLANG) $(BPF_CPPFLAGS) $(BPF_CFLAGS) -MMD -MP -c $< -o $(B)/kern/full.bpf.o -MT $@ -MF $(@:.o=.d)
	$(Q)$(BPFTOOL) gen object $@ $(B)/kern/full.bpf.o

$(SKELETON): $(BPF_OBJECT)
	$(call say,SKEL,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(BPFTOOL) gen skeleton $< name driftbolt > $@

$(SEAL_OBJECT): kern/seal/seal.bpf.c $(BPF_STAMP) | $(B)/stamp/deps-build
	$(call say,BPF,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CLANG) $(BPF_CPPFLAGS) $(BPF_CFLAGS) -MMD -MP -c $< -o $(B)/kern/seal.full.o -MT $@ -MF $(@:.o=.d)
	$(Q)$(BPFTOOL) gen object $@ $(B)/kern/seal.full.o

$(SEAL_SKELETON): $(SEAL_OBJECT)
	$(call say,SKEL,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(BPFTOOL) gen skeleton $< name seal > $@

-include $(BPF_OBJECT:.o=.d) $(SEAL_OBJECT:.o=.d)
