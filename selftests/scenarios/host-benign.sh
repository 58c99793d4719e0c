# SPDX-License-Identifier: GPL-2.0-only
# desc: host in enforce under a manifest of its own: a machine's normal work goes on, and nothing at all is refused
# suite: check
# vm: shared
# timeout: 300
. /driftbolt/scenarios/lib.sh
hello=$PROBES/hello

need driftbolt load --mode enforce --scope host "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
at_end driftbolt unload

# shells, pipelines and interpreters
case_output "a pipeline" '3 b' sh -c 'printf "a\nb\nb\nb\n" | sort | uniq -c | sort -rn | head -n 1 | awk "{ print \$1, \$2 }"'
case_output "find, xargs, grep, sed, tar" '*ok' bash -c 'find /etc -name "*.conf" -type f -print0 | xargs -0 grep -l . | sed -n 1p | tar -cf - -T - | tar -tf - && echo ok'
case_output "a here document and a subshell" 'x y' bash -c 'a=$(cat <<<x); echo "$a $( (echo y) )"'
printf '#!/bin/sh\necho "script $1"\n' >script
chmod 755 script
case_output "python" '[[]1, 4, 9]' python3 -c 'print([x * x for x in (1, 2, 3)])'
case_output "python modules with libraries" ok python3 -c 'import json, sqlite3, ctypes, hashlib, subprocess; subprocess.run(["true"], check=True); print("ok")'
case_output "perl" 'olleh' perl -e 'print scalar reverse "hello"'
case_output "perl modules with libraries" '5d41402abc4b2a76b9719d911017c592' perl -MDigest::MD5=md5_hex -MPOSIX -e 'print md5_hex("hello")'
case_output "sqlite" 2 sqlite3 data.db 'create table t (a); insert into t values (1), (2); select count(*) from t;'
case_output "iconv loads a gconv module" x sh -c 'echo x | iconv -f ISO-8859-1 -t UTF-16LE | iconv -f UTF-16LE -t UTF-8'
case_output "NSS" root:* getent passwd root
# ldd itself starts the loader as a program, which is refused; this is what it does otherwise.
case_output "a program's libraries are listed" '*libc.so.6*' env LD_TRACE_LOADED_OBJECTS=1 /bin/cat

# privileges
case_output "a set-user-ID program" nobody su -s /bin/sh nobody -c 'id -un'
case_output "a set-user-ID program started by another user" Usage:* setpriv --reuid=65534 --clear-groups chfn --help
case_ok "a program with file capabilities" setpriv --reuid=65534 --clear-groups ping -c 1 -W 5 127.0.0.1

# names of allowed programs
cp "$hello" copy
case_output "a copy" hello ./copy
case_output "a hard link" hello sh -c 'ln copy link && ./link'
case_output "a symbolic link" hello sh -c 'ln -s copy symlink && ./symlink'
case_output "a rename" hello sh -c 'mv link moved && ./moved'
mkdir -p bound tmp
need mount --bind /usr/bin bound
at_end umount "$W/bound"
case_ok "a bind mount" bound/true
need mount -t tmpfs -o mode=755 t tmp
at_end umount "$W/tmp"
cp /usr/bin/id tmp/
case_ok "a copy on tmpfs" tmp/id
case_output "a static-pie program" static-pie "$PROBES/static-pie"
case_ok "a dynamic pie program" "$PROBES/tryload" runs true

# namespaces
case_output "a pid namespace" 1 unshare -pf --mount-proc sh -c 'readlink /proc/self >/dev/null; echo $$'
case_output "a user namespace" 0 unshare -Ur id -u
case_output "a user namespace with a tmpfs" hello unshare -Urm sh -c "mount -t tmpfs t /mnt && cp '$hello' /mnt/ && /mnt/hello"
case_ok "all namespaces at once" unshare -Urmpfinu --mount-proc ps

# attributes and replacement of what runs
mkfifo wait-in
cp /bin/cat runs
./runs <wait-in >/dev/null &
exec 9>wait-in
case_ok "chmod of a running program" chmod 700 runs
case_ok "chown of a running program" chown 1:1 runs
case_ok "utimes of a running program" python3 -c 'import os; os.utime("runs", (1, 1))'
case_ok "setfattr of a running program" setfattr -n user.x -v y runs
case_ok "a hard link to a running program" ln runs runs2
case_ok "dpkg's way: write beside, sync, rename over" sh -c 'cp /bin/cat runs.dpkg-new && sync runs.dpkg-new && ln -f runs runs.dpkg-tmp && mv runs.dpkg-new runs && rm runs.dpkg-tmp'
case_output "the new one runs" x sh -c 'echo x | ./runs'
case_ok "a library replaced by rename while it is mapped" sh -c 'l=$(readlink -f /lib/x86_64-linux-gnu/libselinux.so.1) && cp -p $l $l.new && mv $l.new $l && ls / >/dev/null'
case_ok "install -m" install -m 755 /bin/cat runs
exec 9>&-
wait
case_ok "dpkg reads its database" dpkg -s bash

# data
case_ok "editing files" sh -c 'echo a >f && echo b >>f && sed -i s/a/c/ f && perl -pi -e s/b/d/ f && grep -q c f && : >f && truncate -s 100 f'
case_output "a mapped data file, changed" b python3 -c 'import mmap
f = open("m", "wb+"); f.write(b"a" * 4096); f.flush(); m = mmap.mmap(f.fileno(), 4096); m[0] = 98; m.flush(); f.seek(0); print(f.read(1).decode())'
# What a machine's people write is not in its image: scripts of their own are a setting.
need driftbolt set debian script-file=alert
case_ok "a script is edited before and after it ran" sh -c 'sh ./script a && echo "echo more" >>script && sh ./script b'
need driftbolt set debian script-file=default
case_ok "a new file becomes a program" sh -c 'cat /bin/true >t && chmod 755 t && ./t'

# many
spawns() { for i in $(seq 300); do /bin/true || return; done; }
case_ok "300 spawns in a row" spawns
case_ok "copies made and run by two at a time" sh -c "seq 60 | xargs -P 2 -I% sh -c 'cp $hello c% && ./c% >/dev/null && rm c%'"

# a container: overlay of the host's root, started and stopped
mkdir -p box/upper box/work box/root bundle
need mount -t overlay overlay -o "lowerdir=/,upperdir=$W/box/upper,workdir=$W/box/work" box/root
at_end umount "$W/box/root"
case_output "a container by unshare and chroot" ok unshare -mpf chroot box/root sh -c 'mount -t proc p /proc && python3 -c "print(\"ok\")"'
case_ok "a package's files replaced in it" chroot box/root sh -c 'cp -p /bin/cat /bin/cat.new && mv /bin/cat.new /bin/cat && cat /etc/hostname'
case_ok "an allowed binary copied up by chmod in it" chroot box/root sh -c 'chmod 700 /usr/bin/sort && echo b | sort'
(cd bundle && runc spec)
python3 - <<'P'
import json
c = json.load(open("bundle/config.json"))
c["root"] = {"path": "../box/root", "readonly": False}
c["process"]["terminal"] = False
c["process"]["args"] = ["sh", "-c", "id -u; sqlite3 :memory: 'select 1'; perl -e 'print 2'"]
json.dump(c, open("bundle/config.json", "w"))
P
for runtime in crun runc; do
	case_output "a container of $runtime" '0*1*2' $runtime run -b bundle "db-$runtime"
done

driftbolt events --json >events
driftbolt status --json >status
case_status "no event says deny" 1 grep '"verdict":"deny"' events
case_status "no counter says deny" 1 grep '"deny/' status
case_ok "and all that was judged" grep '"allow": *[1-9][0-9][0-9]' status
control "what the image did not ship is refused" sh -c "cp '$hello' evil && printf x >>evil && ! ./evil 2>/dev/null"
