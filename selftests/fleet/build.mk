# SPDX-License-Identifier: GPL-2.0-only
# What scripts/fleet/ has for many machines, tested natively.
UNIT_TESTS += $(wildcard selftests/fleet/fleet-*)

# They ask driftbolt whether it takes the command lines, and install it.
selftests/fleet/fleet-kubernetes selftests/fleet/fleet-systemd: | $(B)/driftbolt $(B)/driftbolt-manifest
