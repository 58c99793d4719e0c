# SPDX-License-Identifier: GPL-2.0-only
# Sourced after container-attacks.sh, for containers that are judged by their own layers: more ways to code, as attacks of one list.
# shellcheck shell=bash disable=SC2034,SC2154

# read_code COMMAND...: a probe: "ok" if the text was run and left its mark, else the errno that its interpreter names.
read_code() {
	inside rm -f /tmp/mark
	inside "$@" >"$W/said" 2>&1 || :
	if inside test -e /tmp/mark; then echo ok; return 0; fi
	cat "$W/said"
	if grep -q 'Operation not permitted' "$W/said"; then echo EPERM; else echo other; fi
	return 1
}

read_attacks() {
	need inside_sh 'echo ">/tmp/mark" >/tmp/text; echo "open(\"/tmp/mark\", \"w\")" >/tmp/text.py'
	attack "sh FILE" EPERM read_code sh /tmp/text
	attack "sh < FILE" 'EPERM|other' read_code sh -c 'sh </tmp/text'
	attack "python3 FILE" EPERM read_code python3 /tmp/text.py
	allowed "sh of a script of the image" inside sh /driftbolt/scenarios/zoo/true.sh
}

# Below /tmp/bad what nobody shipped, below /tmp/good the same with the image's bytes.
load_attacks() {
	local each
	need inside mkdir -p /tmp/bad/path /tmp/good
	need inside_drop "$good" /tmp/bad/libmark.so
	need inside cp "$good" /tmp/good/libmark.so
	need inside_drop "$libs/libmpfr.so.6" /tmp/bad/path/libmpfr.so.6
	for each in bad good; do
		need inside_sh "cd /tmp/$each && cp libmark.so libnss_mark.so.2 &&
			printf 'module MARK// INTERNAL libmark 1\nmodule INTERNAL MARK// libmark 1\n' >gconv-modules"
	done
	need inside sed -i 's/^passwd:.*/passwd: mark files/' /etc/nsswitch.conf
	attack "GCONV_PATH" 'other|not-loaded' inside_sh 'GCONV_PATH=/tmp/bad exec tryload mark iconv -f MARK -t UTF-8 /dev/null'
	attack "an NSS module" 'other|not-loaded' inside_sh 'LD_LIBRARY_PATH=/tmp/bad exec tryload mark getent passwd nobody'
	attack "LD_LIBRARY_PATH" 'EPERM|not-loaded' inside_sh 'LD_LIBRARY_PATH=/tmp/bad/path exec tryload runs gawk "BEGIN { }"'
	allowed "GCONV_PATH to an allowed library" inside_sh 'GCONV_PATH=/tmp/good exec tryload mark iconv -f MARK -t UTF-8 /dev/null'
	allowed "an NSS module of the image" inside_sh 'LD_LIBRARY_PATH=/tmp/good exec tryload mark getent passwd nobody'
	allowed "a program without LD_LIBRARY_PATH" inside tryload runs gawk 'BEGIN { }'
	if [ "$phase" = enforced ]; then
		driftbolt events --json >"$W/events"
		for each in libmark.so libnss_mark.so.2 path/libmpfr.so.6; do
			case_ok "the event of $each says who refused it" grep -q \
				"\"kind\":\"map\",\"verdict\":\"deny\",\"reason\":\"$unlisted\".*\"path\":\"/tmp/bad/$each\"" "$W/events"
		done
	fi
	need inside cp "$good" /tmp/lib.so
	for each in write mmap truncate; do
		allowed "a library is mapped" inside tryexec map /tmp/lib.so
		attack "a library written after it was mapped, $each" EPERM inside trychange "$each" /tmp/lib.so
		[ "$phase" = enforced ] || need inside cp "$good" /tmp/lib.so
	done
}

# A program's directory covered by a tmpfs, in a namespace of its own: it has the name of one that ran.
cover_attacks() {
	local cover='cp $1 /dev/shm/cover && mount -t tmpfs t /usr/bin && /driftbolt/vm/busybox cp /dev/shm/cover /usr/bin/sort &&
		exec /driftbolt/probes/tryexec exec /usr/bin/sort'
	local linker='mount --bind /driftbolt/vm/busybox "$1" && exec -a sh runc /tmp/text'
	attack "a program covered by a tmpfs" EPERM inside unshare -Urm sh -c "$cover" sh /tmp/dropped
	attack "an interpreter in the place of the dynamic linker" other read_code unshare -Urm bash -c "$linker" bash "$loader"
	allowed "covered by an allowed one" inside unshare -Urm sh -c "$cover" sh "$hello"
}

# With executable-stack as it is by default. The program is in the layer below and in no manifest.
drop "$PROBES/execstack" execstack
stack_attacks() {
	attack "an executable stack" 'SIGSEGV|SIGKILL' inside tryexec exec "$W/execstack"
	attack "READ_IMPLIES_EXEC brought along" 'EPERM|SIGSEGV|SIGKILL' \
		"$PROBES/persona" "/proc/$(head -n 1 "/sys/fs/cgroup$C_CGROUP/cgroup.procs")/ns/mnt" "$PROBES/quit32"
	allowed "a 32-bit program" inside tryexec exec "$PROBES/quit32"
}

code_attacks() { read_attacks; load_attacks; cover_attacks; }
