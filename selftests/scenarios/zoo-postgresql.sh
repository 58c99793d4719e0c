# SPDX-License-Identifier: GPL-2.0-only
# desc: postgresql in a container in enforce: initdb, tables, index, queries compiled by LLVM, parallel workers, backup
# suite: soak
# root: zoo
# vm: shared
# timeout: 600
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/zoo.sh

as_postgres() { inside su -s /bin/sh -c "PATH=/usr/lib/postgresql/15/bin:\$PATH; cd /tmp; $1" postgres; }

zoo_open postgresql-15 libllvm14
zoo_enforce
need inside_sh 'mkdir -p /run/postgresql && chown postgres /run/postgresql'
case_ok "initdb" as_postgres 'initdb -D /tmp/db -A trust'
case_ok "the server starts" as_postgres 'pg_ctl -D /tmp/db -w -t 200 -l /tmp/pg.log start'
case_output "tables, index, queries, LLVM, PL/pgSQL, parallel workers" '*JIT:*133346667*777*42*VACUUM*' \
	as_postgres "psql -v ON_ERROR_STOP=1 -f $Z/work.sql"
case_output "pg_dump" '*20000*' as_postgres 'pg_dump postgres >/tmp/dump.sql && grep -c "^20000	20000" /tmp/dump.sql && echo 20000'
case_output "pgbench" '*processed: 40/40*' as_postgres 'pgbench -q -i -s 1 >/dev/null 2>&1; pgbench -c 4 -t 10'
case_ok "the server stops" as_postgres 'pg_ctl -D /tmp/db -w stop'
zoo_quiet "postgresql"
zoo_dropped
