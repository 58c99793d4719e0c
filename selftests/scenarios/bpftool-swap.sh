# SPDX-License-Identifier: GPL-2.0-only
# desc: stock bpftool alone: dumps with field names, and a new version of an image as docs/MAPS.md says
# check: 6.12
# 6.1 refuses: it compares where a timer would be in the value, which differs between a map with BTF and one without.
# vm: shared
# kernels: 6.12 7
# timeout: 120
. /driftbolt/scenarios/lib.sh
maps=/sys/fs/bpf/driftbolt/maps

cp "$PROBES/hello" old && drop "$PROBES/hello" new
baseline "a program only the old version ships" "$PROBES/tryexec" exec "$W/old"
manifest() { # FILE...: all of them as programs
	echo 'driftbolt-manifest 1'
	echo 'image -'
	echo 'digest -'
	echo 'platform linux/amd64'
	echo 'generation 0'
	for f; do echo "file $(sha256sum "$f" | cut -d' ' -f1) $(stat -c %s "$f") exec /$(basename "$f")"; done
	echo "end $#"
}
manifest old >old.manifest

in_scope() { sh -c 'echo $$ >/sys/fs/cgroup/swap/cgroup.procs && exec "$@"' sh "$@"; }

mkdir /sys/fs/cgroup/swap
at_end rmdir /sys/fs/cgroup/swap
need driftbolt load --name swap --mode enforce old.manifest "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
at_end driftbolt unload
need driftbolt bind swap cgroup:/swap

case_output "an image's digests have field names" '*"sha256"*"classes"*' bpftool map dump pinned /sys/fs/bpf/driftbolt/images/swap
case_output "so has the configuration" '*"host_image"*' bpftool map dump pinned $maps/db_config
case_output "so have the images" '*"generation"*' bpftool map dump pinned $maps/db_imageinfo
control "the old program runs" in_scope "$PROBES/tryexec" exec "$W/old"

# The new version: everything the machine has, "new" instead of "old".
sizes=/sys/fs/bpf/new_sizes image=/sys/fs/bpf/new_image
need bpftool map create $sizes type hash key 8 value 4 entries 8192 name db_size flags 0x80
need bpftool map create $image type hash key 32 value 8 entries 16384 name db_image flags 0x80
at_end rm -f $sizes $image
manifest new | cat - "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest" | grep -v "$(sha256sum old | cut -d' ' -f1)" |
	awk '$1 == "file" { print $2, $3 }' | sort -u >wanted
# Every class a digest can have, for brevity.
# Numbers and digests as bpftool's "hex" wants them: bytes, a number's lowest first.
awk -v sizes=$sizes -v image=$image '
	{
		number = sprintf("%016x", $2); size = ""; digest = ""
		for (i = 15; i > 0; i -= 2) size = size substr(number, i, 2) " "
		for (i = 1; i < 64; i += 2) digest = digest substr($1, i, 2) " "
		if (!seen[size]++) print "map update pinned " sizes " key hex " size "value hex 01 00 00 00"
		print "map update pinned " image " key hex " digest "value hex ff 01 00 00 00 00 00 00"
	}' wanted >batch
need bpftool batch file batch
need bpftool map freeze pinned $image
need bpftool map update pinned $maps/db_sizes key 1 0 0 0 value pinned $sizes
need bpftool map update pinned $maps/db_images key 1 0 0 0 value pinned $image

control "the new program runs" in_scope "$PROBES/tryexec" exec "$W/new"
case_denied "a program only the old version ships" EPERM in_scope "$PROBES/tryexec" exec "$W/old"
