# SPDX-License-Identifier: GPL-2.0-only
# Sourced after lib.sh: what an environment asks of the dynamic linker and of libc, with libraries that are the image's own; under
# secure-exec nothing of it is done. RUN goes before each command ("inside" in a container, nothing on the host). S, a directory
# as the commands see it, has a copy of libmark.so called libnss_mark.so.2, which their nsswitch.conf names.
RUN=${RUN:-}

secure_preload() { $RUN sh -c "LD_PRELOAD=$PROBES/libmark.so exec $PROBES/tryload mark ls /"; }
secure_path() { $RUN sh -c "LD_LIBRARY_PATH=$S exec $PROBES/tryload mark getent passwd nobody"; }
# Fresh memory is then filled with 255 less 85.
secure_tunables() {
	$RUN sh -c 'GLIBC_TUNABLES=glibc.malloc.perturb=85 exec python3 -c "$1"' sh 'import ctypes, sys
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
sys.exit(ctypes.string_at(libc.malloc(2000), 2000) != bytes([170]) * 2000)'
}

secure_exec() { # IMAGE
	control "LD_PRELOAD of an allowed library" secure_preload
	control "LD_LIBRARY_PATH to an allowed library" secure_path
	control "GLIBC_TUNABLES" secure_tunables
	need driftbolt set "$1" secure-exec=block
	case_status "LD_PRELOAD under secure-exec=block has no effect" 1 secure_preload
	case_status "LD_LIBRARY_PATH has none" 1 secure_path
	case_status "GLIBC_TUNABLES has none" 1 secure_tunables
	control "programs run" $RUN sh -c 'python3 -c "print(1)" && perl -e 1 && gawk "BEGIN { }" && su -s /bin/sh nobody -c :'
	need driftbolt set "$1" secure-exec=default
	control "and LD_PRELOAD has one again" secure_preload
}
