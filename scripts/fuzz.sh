#!/usr/bin/env bash
# Mutated inputs for everything that reads bytes from outside: see docs/proof.md. MINUTES says how
# long, ONLY=schedule,csv chooses, SEED another chance. An input that crashes, hangs or takes too
# much memory is kept in Tests/Fuzz/Corpus, and make test reads it from then on.
set -euo pipefail
source "$(dirname "$0")/lib.sh"
use_swift

say "building the fuzzer"
swift build --product belfry-fuzz
arguments=(--corpus Tests/Fuzz/Corpus --minutes "${MINUTES:-5}" --seed "${SEED:-$RANDOM}")
[[ -z "${ONLY:-}" ]] || arguments+=(--only "$ONLY")
say "belfry-fuzz ${arguments[*]}"
exec "$(swift build --show-bin-path)/belfry-fuzz" "${arguments[@]}"
