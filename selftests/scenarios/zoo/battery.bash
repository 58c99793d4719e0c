# SPDX-License-Identifier: GPL-2.0-only
# What bash's own tests go through, in small: each line "is NAME GOT WANTED". Prints how many were as wanted.
# shellcheck disable=SC2034,SC2086,SC2016,SC1090,SC2178,SC2128
right=0 wrong=0
is() { if [[ $2 == "$3" ]]; then right=$((right + 1)); else wrong=$((wrong + 1)); echo "$1: got '$2', wanted '$3'"; fi; }

is arithmetic "$((2 ** 10 % 7 + (5 << 2) - ~3))" 26
is bases "$((16#ff + 2#101 + 010))" 268
((x = 5, x += 2, x++)); is assignment "$x" 8
a=(one two 'three four'); is array "${#a[@]} ${a[2]} ${a[*]:1:1}" '3 three four two'
a+=(five); unset 'a[0]'; is sparse "${!a[*]}" '1 2 3'
declare -A h=([k]=v ['a b']=c); is associative "${h[a b]}${h[k]}" cv
declare -n ref=x; is nameref "$ref" 8
text=path/to/file.tar.gz
is expansion "${text##*/} ${text%%.*} ${text/to/at} ${text^^} ${#text} ${text:5:2}" 'file.tar.gz path/to/file path/at/file.tar.gz PATH/TO/FILE.TAR.GZ 19 to'
is default "${unset:-d} ${unset:=e} $unset ${x:+set}" 'd e e set'
is quote "${text@Q}" "'path/to/file.tar.gz'"
is brace "$(echo {a,b}{1..3} {01..10..4})" 'a1 a2 a3 b1 b2 b3 01 05 09'
is here-document "$(cat <<END
$((1 + 1)) \$x
END
)" '2 $x'
is here-document-quoted "$(cat <<'END'
$((1 + 1))
END
)" '$((1 + 1))'
is here-tabs "$(cat <<-END
	tab
	END
)" tab
is here-string "$(tr a-z A-Z <<<hello)" HELLO
is process-substitution "$(paste -d, <(seq 3) <(seq 4 6) | tr '\n' ' ')" '1,4 2,5 3,6 '
is process-output "$({ seq 5 > >(wc -l); } | cat)" 5
is pipe-status "$(true | false | true; echo "${PIPESTATUS[*]}")" '0 1 0'
f() { local x=9; g; }; g() { echo "$x ${FUNCNAME[1]}"; }; is dynamic-scope "$(f)" '9 f'
r() { (($1 < 2)) && echo 1 || echo $(($1 * $(r $(($1 - 1))))); }; is recursion "$(r 5)" 120
is trap "$(trap 'echo bye' EXIT; trap 'echo usr' USR1; kill -USR1 $BASHPID; echo hi)" $'usr\nhi\nbye'
is err-trap "$(trap 'echo err' ERR; false; true)" err
is select "$(select word in red green; do echo "$word"; break; done <<<2 2>/dev/null)" green
is case "$(case abc in x*) echo 1 ;; a*) echo 2 ;;& *c) echo 3 ;; esac)" $'2\n3'
shopt -s extglob; is extglob "${text//@(a|t)/}" 'ph/o/file.r.gz'
[[ 2024-05-06 =~ ^([0-9]+)-([0-9]+) ]]; is regex "${BASH_REMATCH[2]}" 05
mapfile -t lines < <(printf 'a\nb\n'); is mapfile "${#lines[@]}${lines[1]}" 2b
IFS=: read -r p q <<<'u:v:w'; is read "$p $q" 'u v:w'
printf -v formatted '%05.1f|%-3s|%x|%q' 3.14159 a 255 'a b'; is printf "$formatted" '003.1|a  |ff|a\ b'
exec 5>/tmp/battery.out; echo five >&5; exec 5>&-; is descriptor "$(</tmp/battery.out)" five
exec 6<>/tmp/battery.out; read -r -u 6 line; exec 6>&-; is read-write "$line" five
coproc upper { read -r l; echo "${l^^}"; }; echo co >&"${upper[1]}"; read -r line <&"${upper[0]}"; wait "$upper_PID" 2>/dev/null; is coproc "$line" CO
(exit 3) & wait $!; is wait "$?" 3
(exit 0) & (exit 0) & wait -n; is wait-n "$?" 0
is subshell "$(x=1; (x=2); echo $x)" 1
is options "$(set -- -a -b val rest; while getopts ab: o; do printf %s "$o${OPTARG:-}"; done; shift $((OPTIND - 1)); echo "$1")" 'abvalrest'
is errexit "$(bash -ec 'false; echo no' || echo stopped)" stopped
is nounset "$(bash -uc 'echo $nothing' 2>/dev/null || echo stopped)" stopped
is pipefail "$(set -o pipefail; false | true; echo $?)" 1
is eval "$(eval 'echo $((1 + 2))')" 3
is source-pipe "$(. <(echo 'echo sourced'))" sourced
is command "$(command -v ls | grep -c /ls)" 1
is glob "$(cd /etc && echo pass[w]d)" passwd
is umask "$(umask 077; umask)" 0077
is time "$( { TIMEFORMAT=%0R; time true; } 2>&1 | grep -c '^[0-9]')" 1
is random "$(RANDOM=1; echo $((RANDOM + RANDOM >= 0)))" 1
is heredoc-loop "$(while read -r n; do for ((i = 0; i < n; i++)); do printf x; done; done <<<$'1\n2')" xxx
is xargs "$(seq 6 | xargs -P 2 -n 2 sh -c 'echo $(($1 + $2))' - | sort -n | tr '\n' ' ')" '3 7 11 '
is find-exec "$(find /etc/passwd -exec grep -c root {} +)" 1
is sed-awk "$(seq 10 | sed -n '2~3p' | awk '{ s += $1 } END { print s }')" 15
is sort-join "$(join <(printf 'a 1\nb 2\n' | sort) <(printf 'b 3\n'))" 'b 2 3'
is long-argument "$(printf '%s' "$(seq 20000 | tr -d '\n')" | wc -c)" 88894
is many "$(for i in {1..60}; do /bin/echo $i; done | tail -n 1)" 60
echo "bash $BASH_VERSION: $right right, $wrong wrong"
((wrong == 0))
