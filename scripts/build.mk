# SPDX-License-Identifier: GPL-2.0-only
# What the machine must have, as stamps: made once per change of deps.sh, in well under a second when nothing is missing.
# Others depend on them order-only: `| $(B)/stamp/deps-build`.
$(B)/stamp/deps-%: scripts/deps.sh scripts/apt.sh
	@mkdir -p $(@D)
	$(Q)BUILD='$(B)' scripts/deps.sh $*
	@touch $@

PHONY += deps vmlinux-h events-doc
deps: ## install what build, tests and demo need (apt), and say what
	$(Q)BUILD='$(B)' scripts/deps.sh build kernel test demo

vmlinux-h: ## renew vmlinux/x86_64/vmlinux.h from the newest kernel of the matrix
vmlinux-h: | $(B)/stamp/deps-build $(B)/stamp/deps-kernel
	$(Q)BUILD='$(B)' BPFTOOL='$(BPFTOOL)' scripts/vmlinux-h.sh

events-doc: ## renew the tables of docs/EVENTS.md from maps/
	$(Q)CC='$(CC)' scripts/events-doc.py

# build/cache/kernels/NAME/version, for every line of kernels.txt.
KERNELS := $(shell awk '!/^\#/ && NF { print $$1 }' scripts/kernels.txt)
$(KERNELS:%=$(B)/cache/kernels/%/version): $(B)/cache/kernels/%/version: | $(B)/stamp/deps-kernel
	$(Q)BUILD='$(B)' scripts/kernel.sh fetch $*

# Style is a test like any other.
UNIT_TESTS += scripts/lint.sh
