# SPDX-License-Identifier: GPL-2.0-only
# make bench: instructions of the guest for each operation, in build/bench/results.json and as a table.
BENCH        := $(B)/bench
BENCH_FILES  := $(addprefix $(BENCH)/guest/,spawn quit noop-6.1.bpf.o noop-6.12.bpf.o noop-7.bpf.o floor.sh spawn.sh containers.sh events.sh bpf-objects)
BENCH_KERNELS ?= 6.1 6.12 7

$(BENCH)/guest/spawn: selftests/bench/spawn.c $(FLAGS_STAMP) | $(B)/stamp/deps-build
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS_) $(CFLAGS_) -static -o $@ $<

$(BENCH)/guest/quit: selftests/bench/quit.S $(FLAGS_STAMP) | $(B)/stamp/deps-build
	$(call say,AS,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) -nostdlib -static -Wl,--build-id=none -o $@ $<

$(BENCH)/guest/noop-6.1.bpf.o: BENCH_BPF := -DBENCH_LINUX=601
$(BENCH)/guest/noop-6.12.bpf.o: BENCH_BPF := -DBENCH_LINUX=612
$(BENCH)/guest/noop-7.bpf.o: BENCH_BPF := -DBENCH_LINUX=702
$(BENCH)/guest/noop-6.1.bpf.o $(BENCH)/guest/noop-6.12.bpf.o $(BENCH)/guest/noop-7.bpf.o: selftests/bench/noop.bpf.c $(BPF_STAMP) | $(B)/stamp/deps-build
	$(call say,BPF,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CLANG) $(BPF_CPPFLAGS) $(BPF_CFLAGS) $(BENCH_BPF) -c $< -o $@.full
	$(Q)$(BPFTOOL) gen object $@ $@.full && rm $@.full

$(BENCH)/guest/%.sh: selftests/bench/%.sh
	$(Q)mkdir -p $(@D)
	$(Q)cp $< $@

$(BENCH)/guest/bpf-objects: $(B)/selftests/probes/bpf-objects
	$(Q)mkdir -p $(@D)
	$(Q)cp $< $@

PHONY += bench
bench: ## guest instructions per operation, against programs that do nothing
bench: vm-prepare $(BENCH_FILES)
	$(Q)BUILD='$(B)' selftests/bench/run '$(BENCH_KERNELS)'
