# SPDX-License-Identifier: GPL-2.0-only
# desc: podman without root: containers on the overlay that the user mounts in a user namespace are found as any, in enforce
# suite: check-all
# root: runtimes
# timeout: 2400
#
# What decides is the file system below the container, not who started it. Other storage: runtime-podman-drivers.
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/runtime-podman.sh
. /driftbolt/scenarios/lib/runtime-user.sh
user_podman
CLIENT=("${PODMAN[@]}")
user_podman --storage-driver overlay
SOCKETS=/run/user/1000
PAUSES=
unset -f r_identity # without a delegated cgroup the container has none of its own that could tell
all_of_podman
