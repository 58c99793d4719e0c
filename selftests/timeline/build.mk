# SPDX-License-Identifier: GPL-2.0-only
# `driftbolt timeline` as people and browsers meet it. The page's test is skipped where there is no chromium; check-all installs it.
UNIT_TESTS += $(wildcard selftests/timeline/timeline-*)

selftests/timeline/timeline-command selftests/timeline/timeline-page: | $(B)/driftbolt
check-all: | $(B)/stamp/deps-browser
