#!/usr/bin/env bash
# The acceptance experiments against the release binary: see docs/proof.md. MINUTES says how long,
# ONLY=1,3 chooses, LANES how many daemons at once, SEED another chance. The summary for programs
# is .build/prove.json.
set -euo pipefail
source "$(dirname "$0")/lib.sh"
use_swift

readonly binary="${BINARY:-.build/belfry}"

say "building the driver"
swift build --product belfry-prove
folder="$(swift build --show-bin-path)"
cc="$(command -v clang || command -v cc)"
for source in Tests/Prove/Preload/*.c; do
  library="$folder/libprove-$(basename "$source" .c).so"
  "$cc" -O2 -Wall -shared -fPIC -o "$library" "$source" -ldl -lpthread
done
arguments=(--preloads "$folder" --binary "$(realpath "$binary")")
arguments+=(--minutes "${MINUTES:-10}" --json .build/prove.json)
[[ -z "${ONLY:-}" ]] || arguments+=(--only "$ONLY")
[[ -z "${LANES:-}" ]] || arguments+=(--lanes "$LANES")
[[ -z "${SEED:-}" ]] || arguments+=(--seed "$SEED")
exec "$folder/belfry-prove" "${arguments[@]}"
