# SPDX-License-Identifier: GPL-2.0-only
# desc: python with numpy in a container in enforce: products, linear algebra, mapped arrays, worker processes; callbacks of ctypes by a rule
# suite: soak
# root: zoo
# vm: shared
# timeout: 600
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/zoo.sh

zoo_open python3.11-minimal python3-numpy libblas3 libffi8
need inside_sh "echo 'open(\"/tmp/mark\", \"w\")' >/tmp/dropped.py"
zoo_dropped_code "a dropped python program" python3 /tmp/dropped.py
zoo_dropped_code "a dropped python module" python3 -c 'import sys; sys.path.insert(0, "/tmp"); import dropped'
callback() { inside python3 "$Z/callback.py" && echo ok || { echo EPERM; return 1; }; }
attack "callbacks of ctypes, without a rule" EPERM callback
zoo_enforce
case_output "matrices, mapped arrays, worker processes" 'numpy *' inside python3 "$Z/matrix.py"
case_output "the standard library" 3 inside python3 -c \
	'import asyncio, concurrent.futures as f, sqlite3, ssl, json, zlib, subprocess; print(sum(f.ThreadPoolExecutor(3).map(lambda x: 1, range(3))))'
zoo_quiet "python"
zoo_dropped
inside rm -rf /tmp/__pycache__
inside_sh "echo 'open(\"/tmp/mark\", \"w\")' >/tmp/dropped.py"
zoo_dropped_code "a dropped python program" python3 /tmp/dropped.py
zoo_dropped_code "a dropped python module" python3 -c 'import sys; sys.path.insert(0, "/tmp"); import dropped'
# libffi of Debian 12 writes code for each callback: python3 must be a jit for that, which is a decision.
attack "callbacks of ctypes, without a rule" EPERM callback
need sh -c 'mkdir -p rule/usr/bin && cp /usr/bin/python3.11 rule/usr/bin/ && echo "jit /usr/bin/python3.11" >classes'
need driftbolt-manifest rootfs rule --classes classes -o rule.manifest
need driftbolt load --name zoo "$MANIFESTS/zoo.manifest" "$MANIFESTS/payload.manifest" rule.manifest
zoo_begin
case_output "callbacks of ctypes, with a rule" '*1, 2, 3, 4, 5*' inside python3 "$Z/callback.py"
zoo_quiet "callbacks"
