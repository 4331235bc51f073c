#!/usr/bin/env bash
# Plays simulated weeks with the release build, one process a core.
#   scripts/sim.sh gate             the seeds that every change must pass, for three minutes at most
#   scripts/sim.sh MINUTES [SEEDS]  seeds that were never run, or from FROM on; and the mutants
# Some seeds are run in two processes, whose stories must be the same.
# Failing seeds are printed with what they broke; they belong into Tests/SimulationTests.
set -euo pipefail
source "$(dirname "$0")/lib.sh"
use_swift

readonly logs=.build/sim
cores="$(nproc)"
readonly cores

build() {
  say "building the simulation"
  swift build --configuration release --product belfry-sim
  binary="$(swift build --configuration release --show-bin-path)/belfry-sim"
  mkdir -p "$logs"
}

# The seeds from $1 on, each core with $3 of them, for $2 minutes at most; the cores begin $4 apart.
simulate() {
  local from="$1" minutes="$2" seeds="$3" apart="$4" core status=0
  local -a limits=(--minutes "$minutes") workers=()
  [[ -z "$seeds" ]] || limits+=(--seeds "$seeds")
  say "simulating for $minutes min at the most on $cores cores, from seed $from"
  for ((core = 0; core < cores; core++)); do
    "$binary" run --from $((from + core * apart)) "${limits[@]}" >"$logs/$core.log" &
    workers+=($!)
  done
  for core in "${!workers[@]}"; do wait "${workers[core]}" || status=1; done
  for ((core = 0; core < cores; core++)); do grep -v '^…' "$logs/$core.log"; done
  ((status == 0)) || fail "a promise was broken; see above"
}

# The $2 seeds from $1 on, in two processes side by side.
run_twice() {
  say "running $2 seeds in two processes"
  "$binary" run --from "$1" --seeds "$2" >"$logs/first.log" &
  local other=$!
  "$binary" run --from "$1" --seeds "$2" >"$logs/second.log"
  wait "$other"
  cmp --silent <(grep '^digest' "$logs/first.log") <(grep '^digest' "$logs/second.log") \
    || fail "the same seeds gave two stories: see $logs/first.log and second.log"
}

hunt() {
  say "hunting the bugs that are put in on purpose"
  "$binary" mutants --dense || fail "a bug was not found out; see above"
}

build
if [[ "${1:-}" == gate ]]; then
  # Older networks, and every network (from a million on).
  simulate 1 3 120 1000000
  run_twice 1 12
else
  from="${FROM:-$(($(date +%s) * 1000))}"
  seeds="${2:-}"
  [[ -z "$seeds" ]] || seeds=$(((seeds + cores - 1) / cores))
  simulate "$from" "${1:-3}" "$seeds" 100000000
  run_twice "$from" 20
  hunt
fi
