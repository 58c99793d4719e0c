# SPDX-License-Identifier: GPL-2.0-only
# desc: nginx in a container in enforce: static files, gzip, a regular expression, a proxy, parallel requests, reload
# suite: soak
# root: zoo
# vm: shared
# timeout: 300
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/zoo.sh

zoo_open nginx nginx-light curl
zoo_enforce
need inside_sh 'mkdir -p /srv/list && touch /srv/list/entry && seq 1 20000 >/srv/data && echo hello >/srv/index.html'
case_ok "nginx checks its configuration" inside nginx -t -c "$Z/nginx.conf"
case_ok "nginx starts" inside nginx -c "$Z/nginx.conf"
case_output "a file" hello inside curl -sf http://127.0.0.1/
case_output "gzip" '*20000' inside_sh 'curl -sf --compressed http://127.0.0.1/data | tail -n 1'
case_output "a directory" '*entry*' inside curl -sf http://127.0.0.1/list/
case_output "a proxy" '*20000' inside_sh 'curl -sf http://127.0.0.1/up | tail -n 1'
case_output "forty requests in parallel" 40 inside_sh 'curl -sfZ "http://127.0.0.1/data?[1-40]" 2>/dev/null | grep -c "^20000$"'
case_ok "nginx reloads" inside nginx -c "$Z/nginx.conf" -s reload
case_output "and answers" hello inside curl -sf http://127.0.0.1/
case_output "a regular expression" 'item 7' inside curl -sf http://127.0.0.1/item/7
case_ok "nginx stops" inside_sh "p=\$(cat /run/nginx.pid) && nginx -c $Z/nginx.conf -s quit && tail --pid=\$p -f /dev/null"
zoo_quiet "nginx"
# pcre_jit (off unless it is configured) wants memory that only a jit gets. PCRE then interprets; a rule of
# `driftbolt-manifest --classes` would make nginx a jit.
case_ok "with pcre_jit it starts" inside nginx -c "$Z/nginx.conf" -g 'pcre_jit on;'
case_output "and serves without" 'item 8' inside curl -sf http://127.0.0.1/item/8
case_output "which is recorded" '*"reason":"anonymous-code"*' zoo_events
zoo_dropped
