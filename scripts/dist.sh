#!/usr/bin/env bash
# Packs dist/belfry-VERSION-linux-ARCH.tar.gz: the same bytes for the same binary, whoever packs it
# and when. SOURCE_DATE_EPOCH is the time of the last commit unless it is given.
set -euo pipefail
source "$(dirname "$0")/lib.sh"

say "packing the release"
version="$(.build/belfry --version | awk '{ print $NF }')"
[[ "$version" =~ ^[0-9]+\.[0-9]+\.[0-9]+[0-9A-Za-z.+-]*$ ]] ||
  fail "belfry --version says '$version', which is no version"
epoch="${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}"
name="belfry-$version-linux-$(uname -m)"

rm -rf .build/dist
mkdir -p .build/dist dist
scripts/stage.sh ".build/dist/$name"
tar --create --directory .build/dist --sort=name --format=gnu --mtime="@$epoch" \
  --owner=0 --group=0 --numeric-owner --mode=u+rwX,go+rX,go-w "$name" |
  gzip --no-name --best >"dist/$name.tar.gz.new"
mv "dist/$name.tar.gz.new" "dist/$name.tar.gz"
(cd dist && sha256sum "$name.tar.gz" >"$name.tar.gz.sha256" && cat "$name.tar.gz.sha256")
