#!/bin/sh
# Installs driftsync {{.Version}} into $DRIFTSYNC_BIN (~/.local/bin), after it has compared the
# digest of what it downloaded with the one written here. Nothing else is changed.
set -eu

main() {
	bin=${DRIFTSYNC_BIN:-$HOME/.local/bin}
	from=${DRIFTSYNC_DOWNLOAD:-{{.Download}}}

	case $(uname -s) in
	Linux) system=linux ;;
	Darwin) system=darwin ;;
	*) fail "there is no archive for $(uname -s); see {{.Homepage}}" ;;
	esac
	case $(uname -m) in
	x86_64 | amd64) architecture=amd64 ;;
	aarch64 | arm64) architecture=arm64 ;;
	*) fail "there is no archive for $(uname -m); see {{.Homepage}}" ;;
	esac
	case $system/$architecture in
{{- range .Archives}}{{if ne .System "windows"}}
	{{.System}}/{{.Architecture}}) archive={{.Name}} want={{.SHA256}} ;;{{end}}{{end}}
	*) fail "there is no archive for $system on $architecture; see {{.Homepage}}" ;;
	esac

	work=$(mktemp -d)
	trap 'rm -rf "$work"' EXIT
	get "$from/$archive" "$work/$archive" || fail "$from/$archive cannot be downloaded"
	got=$(digest "$work/$archive")
	[ "$got" = "$want" ] || fail "$archive has the digest $got, and not $want; nothing was installed"

	tar -xzf "$work/$archive" -C "$work" driftsync
	mkdir -p "$bin"
	# A program that runs cannot be written over, but its name can be given to another.
	cp "$work/driftsync" "$bin/.driftsync.new"
	chmod 755 "$bin/.driftsync.new"
	mv -f "$bin/.driftsync.new" "$bin/driftsync"
	echo "installed $("$bin/driftsync" version) as $bin/driftsync"
	case :$PATH: in
	*:"$bin":*) ;;
	*) echo "add it to your path: export PATH=\"$bin:\$PATH\"" ;;
	esac
}

fail() {
	echo "install.sh: $1" >&2
	exit 1
}

get() {
	if command -v curl >/dev/null 2>&1; then
		curl -fsSL -o "$2" "$1"
	elif command -v wget >/dev/null 2>&1; then
		wget -qO "$2" "$1"
	else
		fail "curl or wget is needed"
	fi
}

digest() {
	if command -v sha256sum >/dev/null 2>&1; then
		sha256sum "$1" | cut -d' ' -f1
	else
		shasum -a 256 "$1" | cut -d' ' -f1
	fi
}

# Nothing runs before all of this was downloaded.
main "$@"
