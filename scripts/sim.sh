#!/usr/bin/env bash
# Runs simulated weeks, one process a core: scripts/sim.sh MINUTES [SEEDS]. Each run begins with
# other seeds unless FROM says which; some are run in two processes, to compare the digests, and the
# mutants are hunted.
# Failing seeds are printed with what they broke; they belong into Tests/SimulationTests.
set -euo pipefail
source "$(dirname "$0")/lib.sh"
use_swift

readonly minutes="${1:-3}" seeds="${2:-}"
readonly from="${FROM:-$(($(date +%s) * 1000))}"
readonly cores="$(nproc)"
readonly logs=.build/sim

say "building the simulation"
swift build --configuration release --product belfry-sim
binary="$(swift build --configuration release --show-bin-path)/belfry-sim"
mkdir -p "$logs"

say "simulating for $minutes min on $cores cores, from seed $from"
declare -a limits=(--minutes "$minutes")
[[ -z "$seeds" ]] || limits+=(--seeds "$(((seeds + cores - 1) / cores))")
declare -a workers=()
for ((core = 0; core < cores; core++)); do
  "$binary" run --from $((from + core * 100000000)) "${limits[@]}" >"$logs/$core.log" &
  workers+=($!)
done
status=0
for worker in "${workers[@]}"; do wait "$worker" || status=1; done
for ((core = 0; core < cores; core++)); do
  grep -v '^…' "$logs/$core.log"
done

say "running the same seeds in two processes"
first="$("$binary" run --from "$from" --seeds 20 | grep '^digest')"
second="$("$binary" run --from "$from" --seeds 20 | grep '^digest')"
[[ "$first" == "$second" ]] || fail "the same seeds gave two stories: $first, $second"

say "hunting the bugs that are put in on purpose"
"$binary" mutants --dense || fail "a bug was not found out; see above"
((status == 0)) || fail "a promise was broken; see above"
