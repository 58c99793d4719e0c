# SPDX-License-Identifier: GPL-2.0-only
# What scripts/fleet/ has for many machines, tested natively.
UNIT_TESTS += $(wildcard selftests/fleet/fleet-*)
