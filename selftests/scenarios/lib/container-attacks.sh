# SPDX-License-Identifier: GPL-2.0-only
# Sourced after container.sh: one list of attacks on a container, run in one in audit and again in a fresh one in enforce. With $layers=yes the container is judged by its own layers, and not by a manifest of the guest: what was copied up is then
# no longer the image's, whatever its bytes. The probes are listed by a manifest in both.
# shellcheck shell=bash disable=SC2034,SC2154

hello=$PROBES/hello
good=$PROBES/libmark.so
loader=/lib64/ld-linux-x86-64.so.2
libs=/usr/lib/x86_64-linux-gnu

# --- one list of attacks, run in a container in audit and again in a fresh one in enforce

# What the event of a file that nobody shipped says.
unlisted=unknown-size
[ "${layers:-}" != yes ] || unlisted=drift

# copied NAME COMMAND...: with the image's bytes, but in the container's own layer.
copied() {
	if [ "${layers:-}" = yes ]; then attack "$1" EPERM "${@:2}"; else allowed "$@"; fi
}

drop_attacks() {
	local dir how
	for dir in /tmp /dev/shm /usr/bin; do
		need inside_drop "$hello" "$dir/dropped"
		for how in exec execveat fd; do attack "$how of $dir/dropped" EPERM inside tryexec "$how" "$dir/dropped"; done
		need inside cp "$hello" "$dir/copy"
		allowed "a copy of an allowed program in $dir" inside tryexec exec "$dir/copy"
	done
	for how in memfd memfd-fd; do attack "$how of an allowed program" EPERM inside tryexec "$how" "$hello"; done
	for how in sealed nofollow thread; do attack "$how of a dropped program" EPERM inside tryexec "$how" /tmp/dropped; done
	for how in sealed nofollow thread; do allowed "$how of an allowed program" inside tryexec "$how" "$hello"; done
	attack "O_TMPFILE" EPERM inside_sh 'cd /dev/shm && exec tryexec tmpfile /tmp/dropped'
	need inside_drop "$hello" /tmp/gone
	attack "unlinked on the overlay" EPERM inside tryexec unlinked /tmp/gone
	need inside cp "$hello" /tmp/gone-allowed
	allowed "an allowed program, unlinked on the overlay" inside tryexec unlinked /tmp/gone-allowed
	need inside cp "$hello" /dev/shm/gone
	attack "an allowed program, unlinked on tmpfs" EPERM inside tryexec unlinked /dev/shm/gone
	attack "on a user namespace's tmpfs" EPERM inside_sh \
		"exec unshare -Urm sh -c 'mount -t tmpfs t /mnt && cp /tmp/dropped /mnt/p && exec tryexec exec /mnt/p'"
	allowed "on a user namespace's tmpfs, an allowed copy" inside_sh \
		"exec unshare -Urm sh -c 'mount -t tmpfs t /mnt && cp $hello /mnt/p && exec tryexec exec /mnt/p'"
}

# Programs of the image that exit with 0, each changed in another way. All run before that: they are remembered.
copy_up_attacks() {
	local each
	for each in id date uname pwd nproc arch groups env whoami users; do
		allowed "$each, before" inside tryexec exec "/usr/bin/$each"
	done
	need inside_sh 'touch /usr/bin/true && chmod 700 /usr/bin/true && chown 1 /usr/bin/true && setfattr -n trusted.x -v y /usr/bin/true || :'
	copied "touched: copied up, the same bytes" inside tryexec exec /usr/bin/true
	copied "touched again" inside_sh 'touch /usr/bin/true && tryexec exec /usr/bin/true'
	need inside_sh 'printf "#" | dd of=/usr/bin/id conv=notrunc bs=1 seek=$(($(stat -c %s /usr/bin/id) - 1)) status=none'
	attack "one byte changed" EPERM inside tryexec exec /usr/bin/id
	need inside_sh 'printf x >>/usr/bin/date'
	attack "one byte more" EPERM inside tryexec exec /usr/bin/date
	need inside_sh 'cat /tmp/dropped >/usr/bin/uname'
	attack "overwritten" EPERM inside tryexec exec /usr/bin/uname
	need inside_sh 'cp /tmp/dropped /usr/bin/new && mv /usr/bin/new /usr/bin/pwd'
	attack "renamed over" EPERM inside tryexec exec /usr/bin/pwd
	need inside_sh 'rm /usr/bin/nproc && cp /tmp/dropped /usr/bin/nproc'
	attack "removed and made anew" EPERM inside tryexec exec /usr/bin/nproc
	need inside_sh 'cp /tmp/dropped /usr/bin/other && exchange /usr/bin/arch /usr/bin/other'
	attack "exchanged" EPERM inside tryexec exec /usr/bin/arch
	copied "what was exchanged away" inside tryexec exec /usr/bin/other
	need inside ln -f /tmp/dropped /usr/bin/groups
	attack "hard-linked over" EPERM inside tryexec exec /usr/bin/groups
	need inside ln -sf /tmp/dropped /usr/bin/env
	attack "symlinked over" EPERM inside tryexec exec /usr/bin/env
	need inside_sh 'mv /usr/bin/whoami /tmp/moved && printf x >>/tmp/moved && mv /tmp/moved /usr/bin/whoami'
	attack "moved, changed, moved back" EPERM inside tryexec exec /usr/bin/whoami
	need inside trychange mmap /usr/bin/users
	attack "changed by a shared mapping" EPERM inside tryexec exec /usr/bin/users
	# A descriptor from before the copy-up maps the layer's old bytes, a new look sees the new ones.
	attack "a library opened before it was copied up and changed" EPERM \
		inside_sh "exec 7<$libs/libjson-c.so.5; printf x >>$libs/libjson-c.so.5; exec trymap fd 7"
	attack "a library of the image, one byte more" "EPERM|not-loaded" inside_sh \
		"printf x >>$libs/libsqlite3.so.0; exec tryload runs sqlite3 -version"
}

map_attacks() {
	local how
	need inside_drop "$good" /tmp/libmark.so
	attack "map of a dropped file" EPERM inside tryexec map /tmp/dropped
	for how in mprotect mprotect-shared personality writable memfd sealed; do
		attack "$how of a dropped file" EPERM inside trymap "$how" /tmp/dropped
	done
	# mprotect cannot hash: it judges by what an earlier look remembered.
	allowed "map of an allowed file" inside tryexec map "$good"
	for how in mprotect personality sealed; do allowed "$how of an allowed file" inside trymap "$how" "$good"; done
	attack "LD_PRELOAD" "EPERM|not-loaded" inside_sh 'LD_PRELOAD=/tmp/libmark.so exec tryload mark ls /'
	attack "LD_AUDIT" "EPERM|not-loaded" inside_sh 'LD_AUDIT=/tmp/libmark.so exec tryload mark ls /'
	allowed "LD_PRELOAD of an allowed library" inside_sh "LD_PRELOAD=$good exec tryload mark ls /"
	attack "/etc/ld.so.preload" "EPERM|not-loaded" inside_sh \
		'echo /tmp/libmark.so >/etc/ld.so.preload; tryload mark ls /; r=$?; rm /etc/ld.so.preload 2>/dev/null; exit $r'
	attack "dlopen" "EPERM|not-loaded" inside tryload dlopen /tmp/libmark.so
	attack "python's ctypes" "EPERM|not-loaded" inside tryload mark python3 -c 'import ctypes; ctypes.CDLL("/tmp/libmark.so")'
	allowed "dlopen of an allowed library" inside tryload dlopen "$good"
	if [ "$phase" = enforced ]; then
		# The loader does not say why; the flight recorder does.
		driftbolt events --json >"$W/events"
		for how in ls python3; do
			case_ok "the event of a library dropped on $how says why" grep -q \
				"\"kind\":\"map\",\"verdict\":\"deny\",\"reason\":\"$unlisted\".*\"comm\":\"$how\",\"path\":\"/tmp/libmark.so\"" "$W/events"
		done
	fi
	need inside_drop /bin/true /tmp/true
	attack "ld.so with a dropped program" "EPERM|exit 127" inside tryexec exec $loader /tmp/true
	# Not known as an interpreter it would read any script.
	attack "ld.so with an interpreter of the image" "EPERM|exit 127" inside tryexec exec $loader /bin/dash -c :
	attack "standard input from a file that was the image's when it was opened" "SIGKILL" inside_sh \
		'exec 3</etc/issue; echo exit >/etc/issue; exec tryexec exec /bin/sh <&3'
	need inside_sh "cp /bin/bash /tmp/interpreter && printf x >>/tmp/interpreter
		printf '#!/tmp/interpreter\n' >/tmp/script && printf '#!/bin/sh\n:\n' >/tmp/script2 && chmod 755 /tmp/script*"
	attack "a script of a dropped interpreter" EPERM inside tryexec exec /tmp/script
	attack "a dropped script" EPERM inside tryexec exec /tmp/script2
}

write_attacks() {
	local how
	need inside cp "$hello" /tmp/prog
	allowed "a program in the upper layer" inside tryexec exec /tmp/prog
	for how in write append trunc truncate mmap copy-range splice punch uring; do
		attack "written while relied on, $how" EPERM inside trychange "$how" /tmp/prog
		# In audit it was written: another one is relied on.
		[ "$phase" != audited ] || need inside_sh "rm /tmp/prog && cp $hello /tmp/prog && tryexec exec /tmp/prog"
	done
	allowed "data is written" inside_sh 'echo data >/tmp/data && trychange mmap /tmp/data'
}

# What the host does to files below the container, and what it runs itself.
cp "$hello" lower-prog
drop "$hello" host-dropped
host_acts() {
	allowed "a program of the lower layer" inside tryexec exec "$W/lower-prog"
	attack "the host writes to a lower layer's program" EPERM "$PROBES/trychange" write "$W/lower-prog"
	allowed "the host runs what it likes" "$PROBES/tryexec" exec "$W/host-dropped"
	allowed "even from the container's overlay" "$PROBES/tryexec" exec "$C_ROOT/tmp/dropped"
	attack "executed into the container by the runtime" EPERM \
		crun exec "$C_NAME" "$PROBES/tryexec" exec /tmp/dropped
	allowed "an allowed program executed into the container" crun exec "$C_NAME" "$PROBES/tryexec" exec "$hello"
	local one
	one=$(head -n 1 "/sys/fs/cgroup$C_CGROUP/cgroup.procs")
	if [ "${layers:-}" = yes ]; then
		allowed "into its cgroup alone, which is the host's own work" "$PROBES/intocgroup" "/sys/fs/cgroup$C_CGROUP" "$W/host-dropped"
		attack "into its namespaces" EPERM nsenter -t "$one" -m -p "$PROBES/tryexec" exec /tmp/dropped
		return
	fi
	attack "born into the container's cgroup" EPERM "$PROBES/intocgroup" "/sys/fs/cgroup$C_CGROUP" "$W/host-dropped"
	allowed "into its namespaces alone, which is the host's own work" nsenter -t "$one" -m -p "$PROBES/tryexec" exec /tmp/dropped
}

all_attacks() { drop_attacks; copy_up_attacks; map_attacks; write_attacks; host_acts; }

