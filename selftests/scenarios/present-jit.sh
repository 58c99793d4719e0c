# SPDX-License-Identifier: GPL-2.0-only
# desc: a jit and an interpreter that run before the host becomes a scope are known as such from then on; an attack from before is not
# suite: check-all
# vm: shared
# timeout: 300
. /driftbolt/scenarios/lib.sh

# node compiles while it runs; it starts before there is a scope and goes on under one.
mkfifo go
node -e 'const fs = require("fs"); fs.readFileSync("go");
	function hot(n) { let s = 0; for (let i = 0; i < n; i++) s = (s * 31 + i) | 0; return s }
	let x = 0; for (let i = 0; i < 4000; i++) x ^= hot(2000 + i % 3);
	const more = new Function("n", "let s = 0; for (let i = 0; i < n; i++) s += i; return s");
	for (let i = 0; i < 3000; i++) x ^= more(1000);
	fs.writeFileSync("done", "node " + x)' &
node=$!
# A shell from before reads a script only afterwards.
mkfifo go-sh
# So long that no file of the image has its size: before Linux 6.9 nothing else tells it from one.
printf 'echo ran >%s/sourced\n#%0100003d\n' "$W" 0 >late.sh
sh -c "read x <'$W/go-sh'; . '$W/late.sh'" &
shell=$!
baseline "a script read by a shell from before" sh "$W/late.sh"
rm -f sourced

need driftbolt load --name machine --mode enforce --scope host "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
at_end driftbolt unload
echo >go
wait $node
case_output "node goes on compiling" 'node *' cat done
case_status "and was refused nothing" 1 sh -c 'driftbolt events --json | grep "\"comm\":\"node\"" | grep deny'
case_status "a new process that is no jit is refused the same" 1 "$PROBES/trymemory" w-to-x
echo >go-sh
wait $shell || :
case_status "the shell from before does not run a script of no image" 1 test -e sourced
