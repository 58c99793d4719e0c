#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A manifest as an OCI artifact (image-spec 1.1), in a layout directory that skopeo and oras copy to and from registries.
# Needs jq, sha256sum and the usual tools. docs/FLEET.md has the format.
set -eu

artifact_type=application/vnd.driftbolt.manifest.v1
text_type=application/vnd.driftbolt.manifest.v1.text
manifest_type=application/vnd.oci.image.manifest.v1+json
empty_type=application/vnd.oci.empty.v1+json
artifact_max=4194304 # what registries take, in bytes
size_max=1073741824 # of a manifest, in bytes: about ten million files

usage() {
	cat <<-'TEXT'
	Usage: artifact pack [--tag TAG] [--subject FILE] MANIFEST LAYOUT
	       artifact unpack [--digest sha256:HEX] -o FILE LAYOUT[:TAG]

	pack makes the layout directory LAYOUT, or adds to it. --subject is the image's own manifest as the registry has it
	('skopeo inspect --raw'); the registry then lists the artifact with the image.
	unpack checks type, sizes and digests, then writes FILE. --digest is what the artifact must be.
	Exit: 0 ok, 1 failed, 2 usage.
	TEXT
}
usage_error() { printf 'artifact: "%s": %s\n' "$1" "$2" >&2; usage >&2; exit 2; }
die() { printf 'artifact: "%s": %s\n' "$1" "$2" >&2; exit 1; }
sum() { sha256sum <"$1" | cut -d ' ' -f 1; }
size() { wc -c <"$1" | tr -d ' '; }

# put FILE: moves it among the blobs and prints its digest.
put() {
	hex=$(sum "$1")
	chmod 644 "$1"
	mv "$1" "$layout/blobs/sha256/$hex"
	printf 'sha256:%s\n' "$hex"
}

# field NAME: of the header of the manifest; nothing for "-".
field() { sed -n "1,5s/^$1 //p" "$manifest" | sed '/^-$/d'; }

pack() {
	tag='' subject=''
	while [ $# -gt 0 ]; do
		case $1 in
		--tag) tag=${2-} ;;
		--subject) subject=${2-} ;;
		-*) usage_error "$1" "unknown option" ;;
		*) break ;;
		esac
		[ -n "${2-}" ] || usage_error "$1" "needs a value"
		shift 2
	done
	[ $# = 2 ] || usage_error pack "needs MANIFEST and LAYOUT"
	manifest=$1 layout=$2
	[ -f "$manifest" ] || die "$manifest" "no such file"
	[ "$(head -n 1 "$manifest")" = "driftbolt-manifest 1" ] || die "$manifest" "not a manifest of version 1"
	if [ -e "$layout" ] && [ ! -f "$layout/oci-layout" ]; then
		[ -d "$layout" ] || die "$layout" "not a directory"
		[ -z "$(ls -A "$layout")" ] || die "$layout" "there, and not an OCI layout"
	fi
	mkdir -p "$layout/blobs/sha256"
	temporary=$(mktemp -d "$layout/.pack.XXXXXX")
	trap 'rm -rf "$temporary"' EXIT

	about=null
	if [ -n "$subject" ]; then
		hex=$(sum "$subject") || die "$subject" "cannot be read"
		[ "$(field digest)" = "sha256:$hex" ] ||
			die "$subject" "sha256:$hex, but the manifest is of '$(field digest)'"
		about=$(jq -c --arg digest "sha256:$hex" --argjson size "$(size "$subject")" \
			--arg default "$manifest_type" \
			'{mediaType: (.mediaType // $default), digest: $digest, size: $size}' "$subject") ||
			die "$subject" "no image manifest"
	fi

	cp "$manifest" "$temporary/text"
	text_size=$(size "$temporary/text")
	text=$(put "$temporary/text")
	printf '{}' >"$temporary/empty"
	empty=$(put "$temporary/empty")
	# Nothing that differs from run to run: two builds of one image give one artifact.
	jq -ncj --arg type "$artifact_type" --arg text_type "$text_type" --arg manifest_type "$manifest_type" \
		--arg empty_type "$empty_type" --arg empty "$empty" --arg text "$text" \
		--argjson size "$text_size" --argjson subject "$about" --arg title "$(basename "$manifest")" \
		--arg image "$(field image)" --arg digest "$(field digest)" --arg platform "$(field platform)" \
		--arg generation "$(field generation)" '
		def given: with_entries(select(.value != "" and .value != null));
		{ schemaVersion: 2, mediaType: $manifest_type, artifactType: $type,
		  config: { mediaType: $empty_type, digest: $empty, size: 2, data: "e30=" },
		  layers: [ { mediaType: $text_type, digest: $text, size: $size,
		              annotations: { "org.opencontainers.image.title": $title } } ],
		  subject: $subject,
		  annotations: ({ "driftbolt.image": $image, "driftbolt.digest": $digest,
		                  "driftbolt.platform": $platform, "driftbolt.generation": $generation } | given)
		} | given' >"$temporary/artifact"
	artifact_size=$(size "$temporary/artifact")
	artifact=$(put "$temporary/artifact")

	printf '{"imageLayoutVersion":"1.0.0"}' >"$layout/oci-layout"
	[ -f "$layout/index.json" ] || printf '{"schemaVersion":2,"manifests":[]}' >"$layout/index.json"
	# A tag names one artifact, and an artifact without tag stands there once.
	jq -c --arg type "$artifact_type" --arg manifest_type "$manifest_type" --arg digest "$artifact" \
		--argjson size "$artifact_size" --arg tag "$tag" '
		def name: .annotations["org.opencontainers.image.ref.name"] // "";
		.manifests |= (map(select(name != $tag or (($tag == "") and .digest != $digest))) +
		[ { mediaType: $manifest_type, artifactType: $type, digest: $digest, size: $size } +
		  if $tag == "" then {} else { annotations: { "org.opencontainers.image.ref.name": $tag } } end ])' \
		"$layout/index.json" >"$temporary/index" || die "$layout/index.json" "no index"
	chmod 644 "$temporary/index"
	mv "$temporary/index" "$layout/index.json"
	printf '%s\n' "$artifact"
}

# blob DIGEST SIZE: the path of a blob that is what it says, looked at before anything reads it.
blob() {
	hex=${1#sha256:}
	case $hex in *[!0-9a-f]* | '') die "$1" "not a SHA-256" ;; esac
	[ ${#hex} = 64 ] || die "$1" "not a SHA-256"
	path=$layout/blobs/sha256/$hex
	[ -f "$path" ] || die "$1" "not in the layout"
	[ "$(size "$path")" = "$2" ] || die "$1" "has another size than $2"
	[ "$(sum "$path")" = "$hex" ] || die "$1" "has another digest"
}

unpack() {
	out='' want=''
	while [ $# -gt 0 ]; do
		case $1 in
		-o) out=${2-} ;;
		--digest) want=${2-} ;;
		-*) usage_error "$1" "unknown option" ;;
		*) break ;;
		esac
		[ -n "${2-}" ] || usage_error "$1" "needs a value"
		shift 2
	done
	[ $# = 1 ] || usage_error unpack "needs LAYOUT"
	[ -n "$out" ] || usage_error unpack "needs -o FILE"
	layout=${1%%:*} tag=
	case $1 in *:*) tag=${1#*:} ;; esac
	[ -f "$layout/index.json" ] || die "$layout" "not an OCI layout"

	found=$(jq -r --arg tag "$tag" --arg want "$want" '.manifests[] |
		select($want == "" or .digest == $want) |
		select($tag == "" or .annotations["org.opencontainers.image.ref.name"] == $tag) |
		"\(.digest) \(.size)"' "$layout/index.json" | sort -u) || die "$layout/index.json" "no index"
	case $found in
	'') die "$1" "no such artifact${want:+ as $want}" ;;
	*'
'*) die "$1" "more than one: give a tag or --digest" ;;
	esac
	[ "${found#* }" -le "$artifact_max" ] || die "${found% *}" "larger than an artifact's manifest can be"
	blob "${found% *}" "${found#* }"
	artifact=$path
	# What the type says is all there is: one text, in its place.
	layer=$(jq -er --arg type "$artifact_type" --arg text "$text_type" '
		select(.artifactType == $type) | .layers | select(length == 1) | .[0] |
		select(.mediaType == $text) | "\(.digest) \(.size)"' "$artifact") ||
		die "${found% *}" "not a manifest of driftbolt"
	[ "${layer#* }" -le "$size_max" ] || die "${layer% *}" "larger than a manifest can be"
	blob "${layer% *}" "${layer#* }"

	temporary=$(mktemp "$out.XXXXXX")
	trap 'rm -f "$temporary"' EXIT
	cp "$path" "$temporary"
	# The copy is what is used.
	[ "sha256:$(sum "$temporary")" = "${layer% *}" ] || die "$out" "changed while it was copied"
	chmod 644 "$temporary"
	mv "$temporary" "$out"
	trap - EXIT
	printf '%s\n' "${found% *}"
}

[ $# -gt 0 ] || { usage >&2; exit 2; }
command=$1
shift
case $command in
pack | unpack)
	case " $* " in *" --help "*) usage; exit 0 ;; esac
	"$command" "$@"
	;;
--help | -h) usage ;;
*) usage_error "$command" "no such command" ;;
esac
