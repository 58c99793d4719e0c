# SPDX-License-Identifier: GPL-2.0-only
# desc: perl and ruby in a container in enforce: modules in C, threads, sockets, callbacks, ruby's compiler; dropped modules are refused
# suite: soak
# root: zoo
# vm: shared
# timeout: 300
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/zoo.sh

zoo_open perl ruby3.1
need inside_sh 'echo "open(F, \">\", \"/tmp/mark\"); 1;" >/tmp/Dropped.pm; echo "File.write(\"/tmp/mark\", \"\")" >/tmp/dropped.rb'
zoo_dropped_code "a dropped perl module" perl -I/tmp -MDropped -e 1
zoo_dropped_code "a dropped ruby module" ruby -I/tmp -rdropped -e 1
zoo_enforce
case_output "perl" 'perl v* 42' inside perl "$Z/battery.pl"
case_output "ruby" 'ruby * 42' inside ruby "$Z/battery.rb"
case_output "ruby with its compiler" 'ruby * 42' inside ruby --yjit --yjit-call-threshold=2 "$Z/battery.rb"
zoo_quiet "perl and ruby"
zoo_dropped
zoo_dropped_code "a dropped perl module" perl -I/tmp -MDropped -e 1
zoo_dropped_code "a dropped ruby module" ruby -I/tmp -rdropped -e 1
