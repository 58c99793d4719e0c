# SPDX-License-Identifier: GPL-2.0-only
# desc: a kernel that hashes with SHA-1 knows no digest of a manifest: check and load say no
# cmdline: ima_hash=sha1
# vm: own
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/gap.sh

gap "ima_hash=sha1" ima_hash= "*'sha1' instead of SHA-256: boot with ima_hash=sha256"
