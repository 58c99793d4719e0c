# SPDX-License-Identifier: GPL-2.0-only
# desc: redis in a container in enforce: keys, a Lua script, background saves by fork, append-only file, restart
# suite: soak
# root: zoo
# vm: shared
# timeout: 300
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/zoo.sh

start='cd /srv && redis-server --daemonize yes --dir /srv --save "" --appendonly yes --logfile /tmp/redis.log'
# A server that starts refuses connections at first: its log tells.
ready='tail -n +1 -F /tmp/redis.log 2>/dev/null | grep -m 1 -q "Ready to accept"'

zoo_open redis-server redis-tools
zoo_enforce
case_ok "redis starts" inside_sh "mkdir -p /srv; $start && $ready"
case_output "set and get" 'OK hello' inside_sh 'echo $(redis-cli set key hello) $(redis-cli get key)'
case_output "ten thousand keys by a pipe" '*errors: 0, replies: 10000*' inside_sh \
	'seq 1 10000 | sed "s/.*/SET key:& value&/" | redis-cli --pipe'
case_output "a Lua script" 10 inside redis-cli eval 'local s = 0 for i = 1, 4 do s = s + i end return s' 0
case_output "a background save" '*completed*' inside_sh \
	'redis-cli bgsave >/dev/null; tail -n +1 -F /tmp/redis.log 2>/dev/null | grep -m 1 "Background saving terminated\|DB saved on disk" >/dev/null; test -s /srv/dump.rdb && echo completed'
case_ok "the append-only file is rewritten" inside_sh \
	'redis-cli bgrewriteaof; tail -n +1 -F /tmp/redis.log 2>/dev/null | grep -m 1 -q "Background AOF rewrite finished"'
case_output "redis-benchmark" '*SET*' inside redis-benchmark -q -n 2000 -t set,get,lpush
case_ok "redis stops" inside_sh 'redis-cli shutdown; rm /tmp/redis.log'
case_ok "redis starts again" inside_sh "$start && $ready"
case_output "with what it had" value77 inside redis-cli get key:77
case_ok "and stops" inside redis-cli shutdown
zoo_quiet "redis"
zoo_dropped
