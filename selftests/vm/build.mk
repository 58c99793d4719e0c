# SPDX-License-Identifier: GPL-2.0-only
# Guests and what runs in them, and `check`, which is all of it. K= and T= choose kernels and scenarios.
# UNIT_TESTS: every build.mk may add programs to it; each prints Criterion's synthesis or "N passed, N failed[, N skipped]".
K ?=
T ?= *
GUEST_KERNELS := $(if $(K),$(filter $(K),$(KERNELS)),$(KERNELS))

# What every guest needs, prepared once. The scripts know by themselves whether something has changed.
PHONY += vm-prepare vm vm-shell unit check check-all soak
vm-prepare: | $(B)/stamp/deps-build $(B)/stamp/deps-kernel $(B)/stamp/deps-test
	$(Q)BUILD='$(B)' scripts/rootfs.sh debian selftests/vm/debian-packages.txt
	$(Q)set -e; for k in $(GUEST_KERNELS); do \
		BUILD='$(B)' scripts/guest-kernel.sh $$k selftests/vm/init selftests/vm/modules.txt; done
	$(Q)BUILD='$(B)' selftests/vm/manifests

vm-prepare: all probes

vm: ## scenarios in guests: make vm K=6.12 T='boot*' (default: all of both)
vm: vm-prepare
	$(Q)BUILD='$(B)' selftests/vm/run --kernels '$(K)' --name '$(T)' --all-suites

vm-shell: ## a shell in a guest: make vm-shell K=7
vm-shell: vm-prepare
	$(Q)BUILD='$(B)' selftests/vm/run --shell '$(or $(K),$(lastword $(KERNELS)))'

.SECONDEXPANSION:
unit: ## unit tests, natively
unit: $$(UNIT_TESTS) | $(B)/stamp/deps-test
	$(Q)BUILD='$(B)' scripts/check.sh unit $(UNIT_TESTS)

check: ## what CI runs: unit tests, then the scenarios of suite "check" on all kernels
check: all vm-prepare $$(UNIT_TESTS)
	$(Q)BUILD='$(B)' scripts/check.sh 'check' $(UNIT_TESTS) selftests/vm/harness-test

check-all: ## check, and the scenarios of suite "check-all"
check-all: all vm-prepare $$(UNIT_TESTS)
	$(Q)BUILD='$(B)' VM_APPEND="$$VM_APPEND COUNT_REFUSALS=1" scripts/check.sh 'check check-all' $(UNIT_TESTS) selftests/vm/harness-test

soak: ## the scenarios of suite "soak": stress, many real programs
soak: all vm-prepare
	$(Q)BUILD='$(B)' scripts/check.sh 'soak'
