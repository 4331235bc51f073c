#!/usr/bin/env bash
# Builds .build/belfry: optimised, with Swift's own libraries inside, stripped. It needs the C
# libraries of Debian ("run" in scripts/packages.txt) and nothing else. The unstripped binary, for
# reading crashes, stays at .build/release/belfry.
set -euo pipefail
source "$(dirname "$0")/lib.sh"
use_swift

say "building the release binary"
swift build --configuration release --product belfry --static-swift-stdlib
strip -o .build/belfry.new "$(swift build --configuration release --show-bin-path)/belfry"
mv .build/belfry.new .build/belfry
printf '.build/belfry: %s MB\n' "$(($(stat -c %s .build/belfry) / 1000000))"
