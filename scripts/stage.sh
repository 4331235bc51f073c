#!/usr/bin/env bash
# Lays out what a release holds, in the folder that is given: stage.sh FOLDER. The tarball is this
# folder, and make install installs from it, so that both are the same.
set -euo pipefail
source "$(dirname "$0")/lib.sh"

readonly folder="${1:?usage: scripts/stage.sh FOLDER}"
readonly binary=.build/belfry

# What the binary says about itself: generated NAME ARGUMENTS...
generated() {
  local target="$folder/$1"
  shift
  "$binary" "$@" >"$target" </dev/null || fail "belfry $* failed"
  [[ -s "$target" ]] || fail "belfry $* printed nothing"
}

[[ -x "$binary" ]] || fail "$binary is not there" "make build makes it"
rm -rf "$folder"
mkdir -p "$folder/systemd/examples" "$folder/completions" "$folder/etc"
install -m 0755 "$binary" scripts/install.sh "$folder"
install -m 0644 README.md CHANGELOG.md scripts/packages.txt "$folder"
install -m 0644 systemd/belfry.* "$folder/systemd"
install -m 0644 systemd/examples/*.conf "$folder/systemd/examples"
[[ ! -d etc ]] || cp -R --no-preserve=ownership etc/. "$folder/etc"
generated belfry.1 man
generated completions/belfry.bash completions bash
generated completions/_belfry completions zsh
generated completions/belfry.fish completions fish
