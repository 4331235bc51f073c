#!/usr/bin/env bash
# Builds Belfry and runs its demo: sandbox and daemon in a scratch folder, posts on both timelines,
# a crash in the middle, and a table of what arrived. KEEP=1 leaves it running for a look around.
set -euo pipefail
source "$(dirname "$0")/lib.sh"
use_swift

say "building (the first time takes some minutes)"
swift build --product belfry
arguments=(demo)
[[ -z "${KEEP:-}" || "$KEEP" == 0 ]] || arguments+=(--keep)
say "belfry ${arguments[*]}"
exec "$(swift build --show-bin-path)/belfry" "${arguments[@]}"
