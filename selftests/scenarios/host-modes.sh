# SPDX-License-Identifier: GPL-2.0-only
# desc: audit records what enforce refuses, and a mode is one store; swaps and the deny list hold at once, also for remembered files
# check: 6.12
# suite: check
# vm: shared
# timeout: 300
. /driftbolt/scenarios/lib.sh
try=$PROBES/tryexec
change=$PROBES/trychange

drop "$PROBES/hello" dropped
drop "$PROBES/libmark.so" dropped-lib
cp "$PROBES/hello" prog
cp "$PROBES/libmark.so" lib
mkdir out
drop "$PROBES/static-pie" out/prog
drop "$PROBES/libmark.so" out/lib.so
printf y | tee -a out/prog >>out/lib.so # other bytes than the dropped ones
need driftbolt-manifest rootfs out -o part.manifest
cp "$PROBES/hello" sparse
truncate -s 1T sparse
baseline "an mprotect of a dropped library" "$try" mprotect "$W/dropped-lib"

counter() { driftbolt status --json | sed -n "s/.*\"$1\": *\([0-9][0-9]*\).*/\1/p"; }
recorded() { # NAME VERDICT REASON KIND PATH
	case_ok "$1" sh -c "driftbolt events --json | grep -q '\"kind\":\"$4\",\"verdict\":\"$2\",\"reason\":\"$3\".*\"path\":\"$W/$5\"'"
}

need driftbolt load --mode audit --scope host "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest" part.manifest
at_end driftbolt unload

# audit
baseline "a dropped program" "$try" exec "$W/dropped"
baseline "a dropped library" "$try" map "$W/dropped-lib"
baseline "memfd" "$try" memfd "$PROBES/hello"
baseline "a sparse file of 1 TiB" "$try" exec "$W/sparse"
baseline "a sparse file of 1 TiB, mapped" "$try" map "$W/sparse"
recorded "a sparse file of 1 TiB is recorded" audit unknown-size exec sparse
recorded "a sparse file of 1 TiB, mapped, is recorded" audit unknown-size map sparse
recorded "a dropped program is recorded" audit unknown-size exec dropped
recorded "a dropped library is recorded" audit unknown-size map dropped-lib
case_ok "memfd is recorded" sh -c "driftbolt events --json | grep -q '\"verdict\":\"audit\",\"reason\":\"memory-file\"'"
case_ok "an allowed program runs" "$try" exec "$W/prog"
case_ok "an allowed library is mapped" "$try" map "$W/lib"
case_ok "nothing says deny" sh -c '! driftbolt events --json | grep "\"verdict\":\"deny\""'
before=$(counter forgotten)
cp "$W/prog" audit-prog
case_ok "a program runs in audit" "$try" exec "$W/audit-prog"
baseline "a remembered program, written" "$change" write "$W/audit-prog"
[ "$(counter forgotten)" -gt "${before:-0}" ] && pass "its digest is forgotten" || fail "its digest is forgotten"
baseline "a program changed after it ran" "$try" exec "$W/audit-prog"
recorded "and is hashed again" audit not-in-image exec audit-prog
# Code that is mapped while it is written: the mapping makes it worth an event.
python3 -c 'import mmap, os, sys
f = os.open("lib", os.O_RDONLY); m = mmap.mmap(f, 4096, mmap.MAP_PRIVATE, mmap.PROT_READ | mmap.PROT_EXEC)
w = os.open("lib", os.O_WRONLY); os.pwrite(w, b"x", 12); print("ok")' >py
case_output "mapped code is written in audit" ok cat py
recorded "which is recorded" audit code-written write lib

# audit -> enforce -> audit
need driftbolt mode enforce
case_denied "a dropped program" EPERM "$try" exec "$W/dropped"
case_denied "a dropped library" EPERM "$try" map "$W/dropped-lib"
case_denied "an mprotect of a dropped library" EPERM "$try" mprotect "$W/dropped-lib"
case_denied "memfd" EPERM "$try" memfd "$PROBES/hello"
case_denied "a program changed after it ran" EPERM "$try" exec "$W/audit-prog"
control "an allowed program" "$try" exec "$W/prog"
case_denied "a remembered program, written" EPERM "$change" write "$W/prog"
need driftbolt mode audit
control "in audit again, a dropped program" "$try" exec "$W/dropped"
need driftbolt mode enforce

# 1 TiB: refused by its size, not hashed
hashed=$(counter hashed)
read -r start _ </proc/uptime
case_denied "a sparse file of 1 TiB" EPERM "$try" exec "$W/sparse"
case_denied "a sparse file of 1 TiB, mapped" EPERM "$try" map "$W/sparse"
read -r end _ </proc/uptime
[ "$hashed" -gt 0 ] && [ "$(counter hashed)" = "$hashed" ] && pass "it is not hashed" || fail "it is not hashed"
[ $((${end%.*}${end#*.} - ${start%.*}${start#*.})) -lt 200 ] && pass "in no time" || fail "in no time: $start to $end"
recorded "the event says why" deny unknown-size exec sparse
recorded "the event says why, mapped" deny unknown-size map sparse

# a swap and the deny list, for what is remembered
control "a program of the third manifest" "$try" exec "$W/out/prog"
control "a library of the third manifest" "$try" map "$W/out/lib.so"
control "an mprotect of it" "$try" mprotect "$W/out/lib.so"
baseline "a program swapped away" "$try" exec "$W/out/prog"
baseline "a library swapped away" "$try" map "$W/out/lib.so"
baseline "mprotect of a library swapped away" "$try" mprotect "$W/out/lib.so"
need driftbolt load --name debian "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
case_denied "a program swapped away" EPERM "$try" exec "$W/out/prog"
case_denied "a library swapped away" EPERM "$try" map "$W/out/lib.so"
case_denied "mprotect of a library swapped away" EPERM "$try" mprotect "$W/out/lib.so"
control "what stayed runs" "$try" exec "$W/prog"
baseline "a program on the deny list" "$try" exec "$W/prog"
baseline "a library on the deny list" "$PROBES/tryload" dlopen "$PROBES/libmark.so"
set -- $(sha256sum "$W/prog" "$PROBES/libmark.so")
need driftbolt deny add "$1" "$3"
case_denied "a program on the deny list" EPERM "$try" exec "$W/prog"
case_denied "a library on the deny list" "EPERM|not-loaded" "$PROBES/tryload" dlopen "$PROBES/libmark.so"
recorded "the event names the deny list" deny denylisted exec prog
need driftbolt deny del "$1" "$3"
control "a program taken off the deny list" "$try" exec "$W/prog"
control "a library taken off the deny list" "$PROBES/tryload" dlopen "$PROBES/libmark.so"
