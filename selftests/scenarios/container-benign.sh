# SPDX-License-Identifier: GPL-2.0-only
# desc: ordinary work of containers, plain and privileged, under crun and runc, is never refused
# check: 6.12
# vm: shared
# timeout: 300
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/container.sh

work='set -e
mkdir -p /srv/data && cd /srv/data
for i in 1 2 3 4 5; do echo "line $i" | tr a-z A-Z | sed s/LINE/row/ >>rows; done
sort -r rows | head -n 1 | grep -q "row 5"
find /etc -name "*.conf" | xargs cat | wc -l
tar -C /etc -czf etc.tgz . && tar -tzf etc.tgz | tail -n 1
python3 -c "import json, sqlite3, ctypes, subprocess, hashlib; subprocess.run([\"true\"], check=True)"
sqlite3 rows.db "create table t(a); insert into t values(1); select * from t"
cp /usr/bin/sort ./mysort && ./mysort rows >/dev/null && mv mysort /usr/local/bin/ && mysort rows >/dev/null && rm /usr/local/bin/mysort
chmod 700 /usr/bin/env && chown 0:0 /usr/bin/env && env true && ln /usr/bin/env /srv/env && /srv/env true
mv /usr/bin/nproc /usr/bin/nproc.real && ln -s nproc.real /usr/bin/nproc && nproc >/dev/null
su -s /bin/sh -c id nobody && perl -e "print 1" && mkdir -p /run/lock && rm -rf /srv/data'
serve='cd /tmp && echo hello >index.html
mkfifo line
python3 -u -m http.server 8000 --bind 127.0.0.1 >line 2>/dev/null & p=$!
read -r l <line
python3 -c "import urllib.request as u; assert u.urlopen(\"http://127.0.0.1:8000/\").read() == b\"hello\n\""
r=$?; kill $p; wait $p; rm line; exit $r'
many='i=0; while [ $i -lt 40 ]; do /bin/true || exit 1; i=$((i + 1)); done'

need driftbolt load --mode enforce --name ct "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
at_end driftbolt unload
need driftbolt bind ct "cgroup:$C_SCOPE"
for each in plain:crun privileged:runc; do
	container_config "${each%:*}" "$W/${each%:*}"
	container_start "${each#*:}"
	case_ok "$each: shell and files" inside_sh "$work"
	case_ok "$each: python serves a request" inside_sh "$serve"
	case_ok "$each: forty spawns" inside_sh "$many"
	case_ok "$each: exec into it" "${each#*:}" exec "$C_NAME" sh -c 'echo "$(id -u)" | grep 0'
	case_ok "$each: pause and resume" sh -c "$C_RUNTIME pause $C_NAME && $C_RUNTIME resume $C_NAME"
	[ "${each%:*}" = plain ] || case_ok "$each: mounts" inside_sh \
		'mount -t tmpfs t /mnt && cp /usr/bin/id /mnt/ && /mnt/id -u && mount --bind /usr/bin /mnt && /mnt/id -u && unshare -m true'
	container_stop
	driftbolt events >events
	grep ' deny ' events >denied || :
	case_ok "$each: nothing was refused" test ! -s denied
	sed 's/^/# /' denied
done
case_output "the container's work was judged" '*hashed*' driftbolt status
