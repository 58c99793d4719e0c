# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034
# Sourced by deps.sh, kernel.sh and rootfs.sh: apt with a configuration of our own under build/cache/apt, so that
# backports and other suites are usable without adding anything to the machine's /etc. What apt checks (signatures,
# hashes) it checks here too; the machine's apt.conf (proxies) still applies.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
BUILD=${BUILD:-$here/build}
[[ $BUILD = /* ]] || BUILD=$here/$BUILD
CACHE=$BUILD/cache
APT_DIR=$CACHE/apt
KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg

# One at a time per checkout: several makes may want the same kernel or root. "lock NAME" holds until the script ends.
lock() { mkdir -p "$CACHE"; exec 9>"$CACHE/.lock.$1"; flock 9; }

die() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }
say() { printf '  %-8s%s\n' "$1" "$2"; }

as_root() {
	if [[ $(id -u) = 0 ]]; then "$@"
	elif command -v sudo >/dev/null; then sudo "$@"
	else die "need root for '$*': install sudo or run as root"
	fi
}

# The machine's own mirror of Debian if it names one, else the public one.
debian_mirror() {
	local uri
	uri=$(apt-get indextargets --format '$(ORIGIN) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
		awk '$1 == "Debian" && $2 !~ /security/ { print $2; exit }')
	# Before the first "apt-get update" there are no lists, and so no origins: then what the sources say.
	[[ -n $uri ]] || uri=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.sources \
		/etc/apt/sources.list.d/*.list 2>/dev/null |
		grep -v '^#' | grep -Eo '[a-z+]+://[^ ]+/debian/?( |$)' | head -n 1 || :)
	uri=${uri:-http://deb.debian.org/debian}
	uri=${uri%% }
	printf '%s\n' "${uri%/}"
}

# Sources for every suite that the tables (deps.sh, kernels.txt) name. Negative pins: a suite is used only for
# what is asked from it by name, never for an upgrade of the machine.
apt_setup() {
	local mirror
	mkdir -p "$APT_DIR"/{lists/partial,cache/archives/partial,preferences.d}
	[[ -e $KEYRING ]] || {
		as_root apt-get update -qq
		as_root apt-get install -y --no-install-recommends debian-archive-keyring
	}
	mirror=$(debian_mirror)
	{
		echo "deb [signed-by=$KEYRING] $mirror bookworm main"
		echo "deb [signed-by=$KEYRING] $mirror bookworm-updates main"
		echo "deb [signed-by=$KEYRING] ${mirror%/debian}/debian-security bookworm-security main"
		echo "deb [signed-by=$KEYRING] $mirror bookworm-backports main"
		echo "deb [signed-by=$KEYRING] $mirror trixie-backports main"
	} >"$APT_DIR/sources.new"
	cat >"$APT_DIR/preferences" <<-PIN
		Package: *
		Pin: release n=bookworm-backports
		Pin-Priority: 100

		Package: *
		Pin: release n=trixie-backports
		Pin-Priority: -1
	PIN
	cmp -s "$APT_DIR/sources.new" "$APT_DIR/sources.list" || {
		mv "$APT_DIR/sources.new" "$APT_DIR/sources.list"
		rm -f "$APT_DIR/updated"
	}
	apt_options=(
		-o "Dir::Etc::SourceList=$APT_DIR/sources.list" -o "Dir::Etc::SourceParts=/dev/null"
		-o "Dir::Etc::Preferences=$APT_DIR/preferences" -o "Dir::Etc::PreferencesParts=$APT_DIR/preferences.d"
		-o "Dir::State::Lists=$APT_DIR/lists"
		-o "Dir::Cache::pkgcache=" -o "Dir::Cache::srcpkgcache="
		-o "APT::Sandbox::User=$(id -un)" -o "APT::Architecture=amd64"
		-o "Acquire::Languages=none" -o "Acquire::Retries=3"
		-o "Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled=false"
		-o "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false"
	)
}

# Fetches the package lists when there are none yet, or always with "now". Nothing here refreshes them by age: what is
# cached keeps working offline.
apt_update() {
	[[ ${1:-} != now && -e $APT_DIR/updated ]] && return
	say APT "package lists (private, ${APT_DIR#"$here"/})"
	apt-get "${apt_options[@]}" -qq update
	touch "$APT_DIR/updated"
}
