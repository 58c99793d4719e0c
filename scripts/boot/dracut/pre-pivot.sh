#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# dracut's pre-pivot hook, which is sourced: the root file system is at $NEWROOT, and is switched to next.
driftbolt-boot-load "$NEWROOT" || emergency_shell -n driftbolt "driftbolt: see above for what failed; 'exit' goes on without it"
