# SPDX-License-Identifier: GPL-2.0-only
# What driftbolt writes for other programs, read by parsers that are not ours; natively.
UNIT_TESTS += $(wildcard selftests/formats/formats-*)

$(wildcard selftests/formats/formats-*): | $(B)/driftbolt $(B)/driftbolt-manifest
selftests/formats/formats-metrics: | $(B)/unit/metrics
