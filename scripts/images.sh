#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# images.sh DIRECTORY: makes DIRECTORY/images.tar, an archive as `docker save` makes them, of two images that share their
# lower layers, from the root "image" (rootfs.sh) and the probes, without any container tool:
#
#	app:1	Debian's essential packages; python3; an application with the probes; a layer that replaces a file of the first
#	other:1	the same two; another application
#
# DIRECTORY/app.layers names app:1's layers in the archive, lowest first. Nothing is done when nothing has changed.
set -euo pipefail
. "$(dirname "$0")/apt.sh"

[[ $# = 1 ]] || die "usage: images.sh DIRECTORY"
out=$(realpath -m "$1")
tree=$CACHE/rootfs/image.tree
probes=$BUILD/selftests/probes
programs=(hello tryexec tryload trymap libmark.so)
days=("$here"/selftests/scenarios/zoo/day.*)
inputs=$(cat "$CACHE/rootfs/image.recipe" "$0" "${programs[@]/#/$probes/}" "${days[@]}" | sha256sum | cut -d' ' -f1)
[[ $(cat "$out/inputs" 2>/dev/null) != "$inputs" ]] || exit 0

say GEN "${out#"$here"/}/images.tar"
rm -rf "$out"
mkdir -p "$out/parts" "$out/new"/{app,last,other}/{usr/local/bin,usr/local/lib,srv/app,usr/bin}
tar_() { tar --sort=name --mtime=@1 --numeric-owner --format=gnu "$@"; }

# layer NAME TAR-ARGUMENTS...: parts/NAME.tar, and its digest in digest[NAME].
declare -A digest
layer() {
	tar_ -cf "$out/parts/$1.tar" "${@:2}"
	digest[$1]=$(sha256sum "$out/parts/$1.tar" | cut -d' ' -f1)
}

python=(./usr/bin/python3* ./usr/lib/python3*)
layer base -C "$tree" "${python[@]/#/--exclude=}" --exclude='./dev/*' --exclude=./driftbolt --exclude=./lib/modules .
(cd "$tree" && printf '%s\n' ${python[@]}) >"$out/python"
layer python -C "$tree" -T "$out/python"

new=$out/new
for name in app other; do
	(cd "$probes" && cp "${programs[@]}" "$new/$name/usr/local/bin/")
	mv "$new/$name/usr/local/bin/libmark.so" "$new/$name/usr/local/lib/"
	cat >"$new/$name/srv/app/$name.py" <<-PY
		import sys
		sys.dont_write_bytecode = True
		import json, subprocess, library
		said = subprocess.run(["/srv/app/$name.sh"], capture_output=True, text=True, check=True).stdout.strip()
		print(json.dumps({"$name": said, "library": library.name}))
	PY
	echo 'name = "a module beside it"' >"$new/$name/srv/app/library.py"
	cp "${days[@]}" "$new/$name/srv/app/"
	echo 'name = "a module that python compiles for itself"' >"$new/$name/srv/app/helper.py"
	printf '#!/bin/sh\n. /srv/app/words.sh\necho "$word from the shell of %s"\n' "$name" >"$new/$name/srv/app/$name.sh"
	echo 'word=hello' >"$new/$name/srv/app/words.sh"
	chmod 755 "$new/$name/srv/app/$name.sh"
done
cp "$probes/hello" "$new/last/usr/bin/arch"
printf last >>"$new/last/usr/bin/arch"
cp "$probes/hello" "$new/other/usr/local/bin/other"
printf other >>"$new/other/usr/local/bin/other"
rmdir "$new"/{app,other}/usr/bin "$new"/last/{srv/app,srv,usr/local/*,usr/local}
layer app --owner=0 --group=0 -C "$new/app" .
layer last --owner=0 --group=0 -C "$new/last" .
layer other --owner=0 --group=0 -C "$new/other" .

# image NAME LAYER...: its configuration, named by its digest as `docker save` does, and its line for manifest.json. buildah wants a
# history of as many layers as there are.
image() {
	local name=$1 layers='' ids='' history='' config id each
	shift
	for each; do
		layers+="\"$each.tar\"," ids+="\"sha256:${digest[$each]}\","
		history+='{"created":"1970-01-01T00:00:01Z","created_by":"'$each'"},'
	done
	config='{"architecture":"amd64","os":"linux","created":"1970-01-01T00:00:01Z","config":{"Env":["PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],"Cmd":["/srv/app/'$name'.sh"],"WorkingDir":"/"},'
	config+='"history":['${history%,}'],"rootfs":{"type":"layers","diff_ids":['${ids%,}']}}'
	id=$(printf '%s' "$config" | sha256sum | cut -d' ' -f1)
	printf '%s' "$config" >"$out/parts/$id.json"
	printf '{"Config":"%s.json","RepoTags":["localhost/%s:1"],"Layers":[%s]}' "$id" "$name" "${layers%,}"
}
{ printf '['; image app base python app last; printf ','; image other base python other; printf ']'; } >"$out/parts/manifest.json"
printf '%s\n' base.tar python.tar app.tar last.tar >"$out/app.layers"
(cd "$out/parts" && tar_ --owner=0 --group=0 -cf ../images.tar *)
rm -rf "$out/parts" "$out/new" "$out/python"
echo "$inputs" >"$out/inputs"
