# SPDX-License-Identifier: GPL-2.0-only
# Sourced after runtime-podman.sh: a user without rights, who has podman.
#
#	user_podman OPTION...	makes the user, and PODMAN podman as that user calls it, with these options
# shellcheck shell=bash disable=SC2034,SC2154
home=/home/user
user_podman() {
	if [ ! -d "$home" ]; then
		need useradd -m -d "$home" -u 1000 user
		echo user:100000:65536 | tee /etc/subuid >/etc/subgid
		mkdir -p /run/user/1000
		chown 1000:1000 /run/user/1000
	fi
	# The scenario's directory is root's.
	PODMAN=(setpriv --reuid 1000 --regid 1000 --init-groups env -C / "HOME=$home" XDG_RUNTIME_DIR=/run/user/1000 /usr/bin/podman "$@")
}
