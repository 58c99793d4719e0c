# SPDX-License-Identifier: GPL-2.0-only
# desc: what an audit found becomes a manifest, is added to the image, and then runs in enforce; what was not found does not
# suite: check-all
# vm: shared
# timeout: 180
. /driftbolt/scenarios/lib.sh
try=$PROBES/tryexec

# Of a size that the image has, so that their digests are computed.
for name in learned other; do
	need cp "$PROBES/hello" $name
	printf '%.1s' $name | dd of=$name bs=1 seek=$(($(stat -c %s $name) - 1)) conv=notrunc status=none
	baseline $name "$try" exec "$W/$name"
done
need driftbolt load --mode audit --scope host --name machine "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
at_end driftbolt unload
control "in audit it runs" "$try" exec "$W/learned"
driftbolt events --json >recorded
case_ok "a manifest of what was found" driftbolt-manifest learn recorded -o delta.manifest
case_output "which has the file" "file $(sha256sum <learned | cut -d' ' -f1) $(stat -c %s learned) exec $W/learned" grep '^file ' delta.manifest
need driftbolt load --add --name machine delta.manifest
need driftbolt mode enforce machine
control "in enforce it runs" "$try" exec "$W/learned"
case_denied other EPERM "$try" exec "$W/other"
