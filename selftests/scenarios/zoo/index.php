<?php // SPDX-License-Identifier: GPL-2.0-only
function f($n) { return $n < 2 ? $n : f($n - 1) + f($n - 2); }
$jit = opcache_get_status(false)['jit']['on'] ? 'jit' : 'no jit';
echo f(18), ' ', preg_replace('/(\d+)/', '<$1>', 'a 1 b 22'), " $jit ", PHP_VERSION, "\n";
