# SPDX-License-Identifier: GPL-2.0-only
# desc: node in a container in enforce: compiled loops, WebAssembly, worker threads, a web server, modules of the image
# suite: soak
# root: zoo
# vm: shared
# timeout: 600
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/zoo.sh

zoo_open nodejs node-acorn
need inside_sh "echo 'require(\"fs\").writeFileSync(\"/tmp/mark\", \"\")' >/tmp/dropped.js"
zoo_dropped_code "a dropped module" node -e 'require("/tmp/dropped.js")'
zoo_enforce
case_output "server, workers, WebAssembly, a module" 'node v* 42 1 sum *' inside node "$Z/server.js"
case_output "an ES module" 3 inside node --input-type=module -e 'import { readFile } from "fs/promises"; console.log((await readFile("/etc/passwd", "utf8")).split("\n").length > 3 ? 3 : 0)'
zoo_quiet "node"
zoo_dropped
zoo_dropped_code "a dropped module" node -e 'require("/tmp/dropped.js")'
