# SPDX-License-Identifier: GPL-2.0-only
# desc: podman without root on fuse-overlayfs and vfs: the containers scope does not know such a root, the host's image does
# suite: check-all
# root: runtimes
# timeout: 1200
#
# Neither gives a container an overlay of the kernel's, so without an image of the host nobody judges (007). With one, the host's image
# judges: FUSE is refused as a file system that can lie, and of vfs runs what the host ships too.
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/runtime-podman.sh
. /driftbolt/scenarios/lib/runtime-tiny.sh
. /driftbolt/scenarios/lib/runtime-user.sh
need modprobe fuse
chmod 666 /dev/fuse

# A small image: vfs copies all of it for each layer.
need tiny_tree "$W/tiny"
tar -cf /tmp/tiny.tar -C tiny .
at_end rm -f /tmp/tiny.tar
at_end driftbolt unload '2>/dev/null || :'

# one COMMAND...: in a container of it, which drops a program first.
one() {
	podman run --rm --network none --log-driver none --env PATH=/usr/local/bin:/bin tiny sh -c \
		'cp /usr/local/bin/hello /tmp/dropped && printf xx >>/tmp/dropped && exec "$@"' sh "$@"
}
# started COMMAND...: a probe: "ok", or the errno that says why the container's program, or the one it tried, did not start.
started() {
	"$@" >"$W/said" 2>&1 && { echo ok; return 0; }
	cat "$W/said"
	if grep -Eqi 'operation not permitted|^EPERM' "$W/said"; then echo EPERM; else echo other; fi
	return 1
}
for each in fuse vfs; do
	case $each in
	fuse) user_podman --root "$home/fuse" --storage-driver overlay --storage-opt overlay.mount_program=/usr/bin/fuse-overlayfs ;;
	vfs) user_podman --root "$home/vfs" --storage-driver vfs ;;
	esac
	need podman import -q /tmp/tiny.tar tiny
	podman info --format "# $each: {{.Store.GraphDriverName}} {{.Store.GraphStatus}}"
	baseline "$each: a program of the image" started one tryexec exec /usr/local/bin/hello
	baseline "$each: a program that only the image has" started one tryexec exec /usr/local/bin/only
	baseline "$each: a dropped program" started one tryexec exec /tmp/dropped
	need driftbolt load --mode enforce --scope containers
	zoo_begin
	case_output "$each, containers scope alone: nobody judges" '*ok' one tryexec exec /tmp/dropped
	zoo_quiet "$each"
	need driftbolt load --mode enforce --scope host --name machine "$MANIFESTS/runtimes.manifest" "$MANIFESTS/payload.manifest"
	case $each in
	fuse)
		case_denied "fuse: a program of the image" EPERM started one tryexec exec /usr/local/bin/hello
		case_output "fuse: the reason is the file system" '*"reason":"filesystem"*' zoo_events
		control "fuse: the host goes on" "$PROBES/tryexec" exec "$PROBES/hello"
		;;
	vfs)
		control "vfs: a program that the host has, too" started one tryexec exec /usr/local/bin/hello
		case_denied "vfs: a program that only the image has" EPERM started one tryexec exec /usr/local/bin/only
		case_denied "vfs: a dropped program" EPERM started one tryexec exec /tmp/dropped
		;;
	esac
	need driftbolt unload
done
