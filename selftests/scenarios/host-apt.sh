# SPDX-License-Identifier: GPL-2.0-only
# desc: a host in enforce installs and upgrades packages: the APT hook adds what listed packages bring, before their scripts run, and nothing else
# suite: check-all
# kernels: 6.12 7
# timeout: 300
. /driftbolt/scenarios/lib.sh
hook=/usr/local/libexec/driftbolt/apt-hook
conf=/etc/apt/apt.conf.d/00driftbolt
repository=/srv/repository
# In memory, which --baseline leaves out: what an attacker would bring later.
P=/run/packages
at_end rm -rf "$P"
mkdir -p "$P"

install_hook() {
	mkdir -p "${hook%/*}"
	sed 's|@sbindir@|/driftbolt/bin|; s|@bindir@|/driftbolt/bin|' /driftbolt/apt/hook.sh >"$hook"
	chmod 755 "$hook"
	sed 's|@libexecdir@|/usr/local/libexec|g' /driftbolt/apt/apt.conf.in >"$conf"
}

# package NAME VERSION MARK COMPRESSION: a program that no other version has, scripts before and after, a python module.
package() {
	dir=$P/tree.$1
	rm -rf "$dir"
	mkdir -p "$dir/DEBIAN" "$dir/usr/bin" "$dir/usr/lib/python3/dist-packages"
	cp "$PROBES/hello" "$dir/usr/bin/$1"
	printf '%s' "$3" >>"$dir/usr/bin/$1"
	echo "print('$1 $2')" >"$dir/usr/lib/python3/dist-packages/${1}_module.py"
	printf 'Package: %s\nVersion: %s\nArchitecture: amd64\nMaintainer: nobody <nobody@localhost>\nDescription: a program\n' \
		"$1" "$2" >"$dir/DEBIAN/control"
	for script in preinst postinst prerm; do
		printf '#!/bin/sh\nset -e\necho "%s %s %s" >>/run/scripts-ran\n' "$1" "$2" "$script" >"$dir/DEBIAN/$script"
		chmod 755 "$dir/DEBIAN/$script"
	done
	dpkg-deb --root-owner-group "-Z$4" -b "$dir" "$P/${1}_${2}_amd64.deb" >/dev/null
}

# publish FILE...: the repository has these.
publish() {
	mkdir -p "$repository"
	rm -f "$repository"/*
	for file; do
		cp "$file" "$repository/"
		dpkg-deb -f "$file"
		printf 'Filename: ./%s\nSize: %s\nSHA256: %s\n\n' "${file##*/}" "$(stat -c %s "$file")" \
			"$(sha256sum "$file" | cut -d' ' -f1)"
	done >"$repository/Packages"
}

denials() { driftbolt events --json | grep -c '"verdict":"deny"'; }
apt() { apt-get -q -o APT::Sandbox::User=root "$@"; }

mkdir -p /var/lib/apt/lists/partial /var/cache/apt/archives/partial /var/log/apt
echo "deb [trusted=yes] copy:$repository ./" >/etc/apt/sources.list
rm -f /etc/apt/sources.list.d/* /etc/apt/apt.conf.d/00mmdebstrap
need package greeter 1 one xz
need package greeter 2 two zstd
need package guest 1 three gzip
need package stranger 1 four none
need package stray 1 five xz
install_hook
need publish "$P/greeter_1_amd64.deb" "$P/guest_1_amd64.deb"
need apt update
case_ok "without driftbolt loaded, the hook does nothing" apt install -y guest
baseline "a program that no package brought" "$PROBES/tryexec" exec "$P/tree.stranger/usr/bin/stranger"

need driftbolt load --scope host --baseline
need driftbolt load --add --name host "$MANIFESTS/payload.manifest"
need driftbolt mode enforce host
at_end driftbolt unload

# The host's own state changes here: what was made for the test cannot be told from what an attacker makes.
case_denied "a program that no package brought" EPERM "$PROBES/tryexec" exec "$P/tree.stranger/usr/bin/stranger"
before=$(denials)
case_ok "a listed package is installed" apt install -y greeter
case_output "its scripts ran" '*greeter 1 preinst
greeter 1 postinst' cat /run/scripts-ran
case_output "its program runs" hello greeter
case_output "its module is imported" 'greeter 1' python3 -B -c 'import greeter_module'
need publish "$P/greeter_2_amd64.deb" "$P/guest_1_amd64.deb"
need apt update
case_ok "it is upgraded" apt upgrade -y
case_output "to version 2" '2' dpkg-query -W -f '${Version}' greeter
case_output "scripts of both versions ran" '*greeter 1 prerm
greeter 2 preinst
greeter 2 postinst' cat /run/scripts-ran
case_output "its new program runs" hello greeter
case_output "its new module is imported" 'greeter 2' python3 -B -c 'import greeter_module'
case_ok "a package is removed" apt remove -y greeter
case_output "all this without one refusal" "$before" denials
driftbolt events --json | grep '"verdict":"deny"' | tail -n +$((before + 1)) | sed 's/^/# /'

# Only what a trusted list has.
case_status "a package from elsewhere stops apt" 100 apt install -y "$P/stray_1_amd64.deb"
case_output "which says what to do" '*stray_1_amd64.deb*its SHA-256 is not in*stopped before anything was unpacked*load --add --name host*' \
	sh -c "apt-get -q -o APT::Sandbox::User=root install -y '$P/stray_1_amd64.deb' 2>&1; true"
case_status "nothing of it was unpacked" 1 dpkg-query -W stray
case_status "nothing of it was allowed" 3 driftbolt explain "$P/tree.stray/usr/bin/stray"
case_status "with a listed one, neither is" 100 apt install -y greeter "$P/stray_1_amd64.deb"
case_status "the listed one was not unpacked either" 1 test -e /usr/bin/greeter
case_ok "the listed one alone is" apt install -y greeter
case_denied "a program that no package brought" EPERM "$PROBES/tryexec" exec "$P/tree.stranger/usr/bin/stranger"
control "what was installed runs" greeter
case_status "dpkg without apt fails at the first script" 1 dpkg -i "$P/stranger_1_amd64.deb"
case_status "which did not run" 1 grep stranger /run/scripts-ran
need driftbolt-manifest deb -o stray.manifest "$P/stray_1_amd64.deb"
need driftbolt load --add --name host stray.manifest
case_ok "a package of one's own, added by hand" dpkg -i "$P/stray_1_amd64.deb"
case_output "runs" hello stray

# In audit it is said, and not done.
need driftbolt mode audit host
dpkg --purge stranger >/dev/null 2>&1
case_output "in audit a package from elsewhere is named" '*its SHA-256 is not in*nothing of these packages is added*' apt install -y "$P/stranger_1_amd64.deb"
case_output "and installed" 1 dpkg-query -W -f '${Version}' stranger
case_status "but not allowed" 3 driftbolt explain /usr/bin/stranger
