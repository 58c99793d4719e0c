# SPDX-License-Identifier: GPL-2.0-only
# desc: php-fpm in a container in enforce: requests by FastCGI, opcache with its compiler; a dropped page is not served
# suite: soak
# root: zoo
# vm: shared
# timeout: 300
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/zoo.sh

fpm='php-fpm8.2 --fpm-config $Z/fpm.conf -d opcache.jit=tracing -d opcache.jit_buffer_size=8M -d opcache.jit_hot_func=2 -g /tmp/fpm.pid'

zoo_open php8.2-fpm php8.2-opcache
need inside_sh 'mkdir -p /run/php && echo "<?php touch(\"/tmp/mark\"); echo \"dropped\";" >/tmp/dropped.php && chmod 777 /tmp'
need inside_sh "Z=$Z; $fpm"
zoo_dropped_code "a dropped page" python3 "$Z/fastcgi.py" /tmp/dropped.php
need inside_sh 'p=$(cat /tmp/fpm.pid); kill $p; tail --pid=$p -f /dev/null'
zoo_enforce
case_ok "php-fpm starts" inside_sh "Z=$Z; $fpm"
case_output "a page, compiled" '2584 a <1> b <22> jit 8.2*' inside python3 "$Z/fastcgi.py" "$Z/index.php"
case_output "twenty more" '*2584 a*jit*' inside_sh "for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do python3 $Z/fastcgi.py $Z/index.php || exit 1; done"
zoo_quiet "php-fpm"
zoo_dropped
zoo_dropped_code "a dropped page" python3 "$Z/fastcgi.py" /tmp/dropped.php
case_output "the others are still served" '2584*' inside python3 "$Z/fastcgi.py" "$Z/index.php"
