# SPDX-License-Identifier: GPL-2.0-only
# desc: a Debian server in enforce is upgraded to the next release by apt, with the real packages and their signed lists: nothing is refused
# suite: soak
# kernels: 6.12
# root: upgrade
# timeout: 3000
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/zoo.sh
apt() { DEBIAN_FRONTEND=noninteractive apt-get -q -o APT::Sandbox::User=root -o DPkg::Options::=--force-confnew -o DPkg::Options::=--force-unsafe-io "$@"; }
packages() { dpkg-query -W | wc -l; }

mkdir -p /usr/local/libexec/driftbolt
sed 's|@sbindir@|/driftbolt/bin|; s|@bindir@|/driftbolt/bin|' /driftbolt/apt/hook.sh >/usr/local/libexec/driftbolt/apt-hook
chmod 755 /usr/local/libexec/driftbolt/apt-hook
sed 's|@libexecdir@|/usr/local/libexec|g' /driftbolt/apt/apt.conf.in >/etc/apt/apt.conf.d/00driftbolt
echo "# from $(cat /etc/debian_version), $(packages) packages, $(ls /var/cache/apt/archives/*.deb | wc -l) archives"
mkdir -p /run/stranger
need drop "$PROBES/hello" /run/stranger/dropped
baseline "a dropped program" "$PROBES/tryexec" exec /run/stranger/dropped

need driftbolt load --scope host --baseline
need driftbolt load --add --name host "$MANIFESTS/payload.manifest"
need driftbolt mode enforce host
at_end driftbolt unload
zoo_begin
case_denied "a dropped program" EPERM "$PROBES/tryexec" exec /run/stranger/dropped
zoo_begin
case_ok "apt-get dist-upgrade" apt --yes --no-download --no-install-recommends dist-upgrade
echo "$output" | tail -n 30 | sed 's/^/# /'
case_output "it is the next release" '13*' cat /etc/debian_version
case_status "every package is configured" 1 sh -c "dpkg-query -W -f '\${db:Status-Status} \${Package}\n' | grep -v '^installed\|^config-files'"
zoo_quiet "the upgrade"
case_output "its python" '3.13.*' python3 -c 'import platform, json, ssl; print(platform.python_version())'
case_output "its perl" ok perl -MPOSIX -e 'print "ok"'
case_ok "its ssh server checks its configuration" sh -c 'mkdir -p /run/sshd && ssh-keygen -A >/dev/null && /usr/sbin/sshd -t'
case_ok "its sudo" sudo -V
case_ok "its curl" curl --version
case_ok "its systemd" systemctl --version
zoo_quiet "the upgraded"
case_denied "a dropped program" EPERM "$PROBES/tryexec" exec /run/stranger/dropped
control "what a package brought runs" python3 -V
