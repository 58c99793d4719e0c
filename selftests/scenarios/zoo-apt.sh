# SPDX-License-Identifier: GPL-2.0-only
# desc: apt in a container in audit: a package is installed and removed, and what enforce would refuse is recorded; in enforce it is refused
# suite: soak
# root: zoo
# vm: shared
# timeout: 600
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/zoo.sh

make_package='mkdir -p /tmp/p/DEBIAN /tmp/p/usr/bin && cp /tmp/dropped /tmp/p/usr/bin/zoo-hello
printf "Package: zoo-hello\nVersion: 1\nArchitecture: amd64\nMaintainer: nobody <nobody@localhost>\nDescription: a program\n" >/tmp/p/DEBIAN/control
printf "#!/bin/sh\nset -e\ntouch /tmp/configured\n" >/tmp/p/DEBIAN/postinst && chmod 755 /tmp/p/DEBIAN/postinst
dpkg-deb -b /tmp/p /tmp/zoo-hello.deb'
install='apt-get -o APT::Sandbox::User=root install -y /tmp/zoo-hello.deb'

zoo_open apt dpkg
need inside_sh "$make_package"
zoo_enforce
case_ok "in enforce, dpkg asks and lists" inside_sh 'dpkg -l apt && apt-cache policy apt && dpkg-deb -I /tmp/zoo-hello.deb && dpkg -V dash'
zoo_quiet "dpkg"
zoo_dropped
need driftbolt mode audit zoo
zoo_begin
case_ok "in audit, apt-get installs a package" inside_sh "$install"
case_ok "its program runs" inside zoo-hello
case_ok "its script ran" inside test -e /tmp/configured
case_output "its script is recorded" '*"verdict":"audit"*.postinst*' zoo_events
case_output "its program is recorded" '*"verdict":"audit"*/usr/bin/zoo-hello*' zoo_events
case_status "and nothing else would be refused" 1 sh -c \
	'driftbolt events --json | grep "\"verdict\":\"audit\"" | grep -v "zoo-hello\|postinst"'
case_ok "apt-get removes it" inside_sh 'apt-get remove -y zoo-hello'
case_ok "apt-get installs it again" inside_sh "$install"
need driftbolt mode enforce zoo
case_status "in enforce, its program is refused" 126 inside_sh '/usr/bin/zoo-hello'
control "the rest runs" inside apt-get --version
