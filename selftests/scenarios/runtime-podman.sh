# SPDX-License-Identifier: GPL-2.0-only
# desc: podman as root: containers without a manifest, in enforce, without and with an image of the host; the hook binds those that name an image
# suite: check-all
# root: runtimes
# timeout: 2400
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/runtime-podman.sh
PODMAN=(/usr/bin/podman)
CLIENT=(/usr/bin/podman)
SOCKETS=/run/podman
PAUSES='pause unpause'
hooks=yes
mkdir -p "$SOCKETS"
all_of_podman
