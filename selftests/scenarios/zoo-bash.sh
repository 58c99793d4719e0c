# SPDX-License-Identifier: GPL-2.0-only
# desc: bash in a container in enforce: expansions, arrays, here documents, process substitution, traps, job control; dash and the tools around it
# suite: soak
# root: zoo
# vm: shared
# timeout: 300
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/zoo.sh

zoo_open bash dash coreutils grep
need inside_sh 'echo ": >/tmp/mark" | tee /tmp/noext >/tmp/rc'
zoo_dropped_code "a dropped script as an argument" bash /tmp/noext
zoo_dropped_code "a dropped start-up file" env BASH_ENV=/tmp/rc bash -c :
zoo_enforce
case_output "a battery of what bash can do" '*, 0 wrong' inside bash "$Z/battery.bash"
case_output "the same, its text on standard input" '*, 0 wrong' inside_sh "exec bash <$Z/battery.bash"
case_output "dash" '3 x' inside_sh 'f() { echo "$(($1 + 2))" "$(cat <<END
x
END
)"; }; echo $(f 1)'
case_output "a login shell" '*/bin*' inside bash -lc 'echo $PATH'
zoo_quiet "bash"
# The compiler of PCRE wants memory that only a jit gets. grep interprets then, and says nothing.
case_output "grep -P" 1 inside_sh 'printf "a1\nb\n" | grep -cP "\w(?=\d)"'
case_output "without its compiler, which is recorded" '*"reason":"anonymous-code"*"comm":"grep"*' zoo_events
zoo_dropped
zoo_dropped_code "a dropped script as an argument" bash /tmp/noext
zoo_dropped_code "a dropped start-up file" env BASH_ENV=/tmp/rc bash -c :
