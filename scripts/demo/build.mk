# SPDX-License-Identifier: GPL-2.0-only
# The newest kernel of the matrix is the last line of kernels.txt.
PHONY += demo
demo: ## a real image in a real container: what it ships runs, all else is refused (in a VM; nothing but packages is installed)
demo: all $(B)/selftests/probes/hello | $(B)/stamp/deps-kernel $(B)/stamp/deps-test $(B)/stamp/deps-demo
	$(Q)BUILD='$(B)' scripts/demo.sh '$(or $(K),$(lastword $(KERNELS)))'
