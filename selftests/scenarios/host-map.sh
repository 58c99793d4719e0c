# SPDX-License-Identifier: GPL-2.0-only
# desc: host in enforce: what its image did not ship is not mapped executable, by hand or by the dynamic loader on any of its ways
# suite: check
# vm: shared
# timeout: 400
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/phases.sh
try=$PROBES/tryexec
map=$PROBES/trymap
load=$PROBES/tryload
good=$PROBES/libmark.so
libs=/lib/x86_64-linux-gnu
ways='exec-only last-page mprotect mprotect-shared pkey-mprotect personality personality-mprotect writable'

# For the loader: libraries, dropped and good ones, by the names that it asks for; made anew in each phase.
libraries() {
	rm -rf bad badgconv goodgconv badpath goodpath good dropped dropped-remap held held-mapped
	mkdir bad badgconv goodgconv badpath goodpath good
	drop "$good" bad/libmark.so
	drop "$PROBES/hello" dropped
	drop "$PROBES/hello" dropped-remap
	drop "$libs/libsqlite3.so.0" badpath/libsqlite3.so.0
	cp "$libs/libsqlite3.so.0" goodpath/
	for dir in bad good; do
		printf 'module MARK// INTERNAL libmark 1\nmodule INTERNAL MARK// libmark 1\n' >${dir}gconv/gconv-modules
	done
	cp bad/libmark.so badgconv/
	cp "$good" goodgconv/
	cp bad/libmark.so bad/libnss_mark.so.2
	cp "$good" good/libnss_mark.so.2
	cp "$good" held
	cp "$good" held-mapped
}
sed 's/^passwd:.*/passwd: mark files/' /etc/nsswitch.conf >nsswitch
need mount --bind nsswitch /etc/nsswitch.conf
at_end "$D/vm/busybox" umount /etc/nsswitch.conf

by_preload() { LD_PRELOAD=$1 "$load" mark true; }
by_audit() { LD_AUDIT=$1 "$load" mark true; }
by_path() { LD_LIBRARY_PATH=$1 "$load" runs sqlite3 -version; }
by_gconv() { GCONV_PATH=$1 "$load" mark iconv -f MARK -t UTF-8 /dev/null; }
by_nss() { LD_LIBRARY_PATH=$1 "$load" mark getent passwd nobody; }
by_preload_file() {
	echo "$1" >/etc/ld.so.preload
	"$load" mark true
	set -- $?
	"$D/vm/busybox" rm /etc/ld.so.preload
	return "$1"
}
by_python() { "$load" mark python3 -c "import ctypes; ctypes.CDLL('$1')"; }
by_gawk() { "$load" mark gawk -l "$1" 'BEGIN { }'; }
by_sqlite() { "$load" mark sqlite3 :memory: ".load $1"; }

# A library for uselib(2), which wants a program of one segment; it is mapped writable as well.
uselib() {
	python3 -c 'import struct, sys
head = struct.pack("<4sBBB9xHHIQQQIHHHHHH", b"\x7fELF", 2, 1, 1, 2, 62, 1, 0x10000000, 64, 0, 0, 64, 56, 1, 0, 0, 0)
segment = struct.pack("<IIQQQQQQ", 1, 7, 0, 0x10000000, 0x10000000, 4096, 4096, 4096)
open(sys.argv[1], "wb").write((head + segment).ljust(4096, sys.argv[2].encode()))' "$@"
}
mkdir old
uselib old/library a
chmod 755 old/library
need driftbolt-manifest rootfs old -o old.manifest

attacks() {
	libraries
	rm -f dropped-old
	uselib dropped-old b
	chmod 755 dropped-old
	attack "map of a dropped file" EPERM "$try" map "$W/dropped"
	for how in $ways memfd shm posix-shm future-sealed sealed; do attack "$how of a dropped file" EPERM "$map" "$how" "$W/dropped"; done
	# Allowed bytes, but in memory that can still be written.
	for how in memfd shm future-sealed; do attack "$how of an allowed file" EPERM "$map" "$how" "$good"; done
	# Kernels differ in whether remap_file_pages() may make pages executable at all.
	attack_where_possible "remap_file_pages of a dropped file" EPERM "$map" remap "$W/dropped-remap"
	# Past its start the loader can only give up: it names the errno where it has room for it.
	attack "LD_PRELOAD" "EPERM|not-loaded" by_preload "$W/bad/libmark.so"
	attack "LD_AUDIT" "EPERM|not-loaded" by_audit "$W/bad/libmark.so"
	attack "LD_LIBRARY_PATH" "EPERM|not-loaded" by_path "$W/badpath"
	attack "GCONV_PATH" "other|not-loaded" by_gconv "$W/badgconv"
	attack "an NSS module" "other|not-loaded" by_nss "$W/bad"
	attack "/etc/ld.so.preload" "EPERM|not-loaded" by_preload_file "$W/bad/libmark.so"
	attack "dlopen" "EPERM|not-loaded" "$load" dlopen "$W/bad/libmark.so"
	attack "python's ctypes" "EPERM|not-loaded" by_python "$W/bad/libmark.so"
	attack "gawk -l" "EPERM|not-loaded" by_gawk "$W/bad/libmark.so"
	attack "sqlite3 .load" "EPERM|not-loaded" by_sqlite "$W/bad/libmark.so"
	attack "shared memory of /dev/zero" EPERM "$map" dev-zero /dev/zero
	attack_where_possible "uselib" EPERM "$map" uselib "$W/dropped-old"
	attack_where_possible "uselib of an allowed file" EPERM "$map" uselib "$W/old/library"
	attack "mapped while open for writing" EPERM "$PROBES/hold" write "$W/held" "$try" map "$W/held"
	allowed "the same file when nobody writes" "$try" map "$W/held"
	attack "mapped while mapped shared and writable" EPERM "$PROBES/hold" mapping "$W/held-mapped" "$try" map "$W/held-mapped"
	attack "executable and writable at once" EPERM "$map" writable "$W/held-mapped"
}

need driftbolt load --name machine --mode audit --scope host "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest" old.manifest
at_end driftbolt unload
# personality(READ_IMPLIES_EXEC) by itself is host-memory's; here it is a way to map.
need driftbolt set machine executable-stack=off
phase=audited
attacks
enforce
attacks
if [ -z "${impossible[uselib]:-}" ]; then
	# By its content, not only because it would be writable.
	need driftbolt set machine modified-code=off
	case_denied "uselib" EPERM "$map" uselib "$W/dropped-old"
	control "uselib of an allowed file" "$map" uselib "$W/old/library"
	need driftbolt set machine modified-code=default
fi

control "map of an allowed file" "$try" map "$good"
for how in exec-only last-page mprotect mprotect-shared pkey-mprotect personality personality-mprotect sealed; do
	control "$how of an allowed file" "$map" "$how" "$good"
done
# The loader does not always say why; the flight recorder does.
driftbolt events --json >events
for path in bad/libmark.so badpath/libsqlite3.so.0 badgconv/libmark.so bad/libnss_mark.so.2; do
	case_ok "the event of $path says who refused it" \
		grep -q "\"kind\":\"map\",\"verdict\":\"deny\",\"reason\":\"unknown-size\".*\"path\":\"$W/$path\"" events
done
control "LD_PRELOAD" by_preload "$good"
control "LD_AUDIT" by_audit "$good"
control "LD_LIBRARY_PATH" by_path "$W/goodpath"
control "GCONV_PATH" by_gconv "$W/goodgconv"
control "an NSS module" by_nss "$W/good"
control "/etc/ld.so.preload" by_preload_file "$good"
control "dlopen" "$load" dlopen "$good"
control "python's ctypes" by_python "$good"
control "gawk -l" by_gawk "$good"
control "sqlite3 .load" by_sqlite "$good"

# Pages of a shared writable mapping can be pinned and outlive it: such a file is no code again until its inode is gone.
case_denied "mapped while mapped shared and writable" EPERM "$try" map "$W/held-mapped"
need cp held-mapped fresh
control "a copy of a file that was mapped shared and writable" "$try" map "$W/fresh"
