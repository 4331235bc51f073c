#!/usr/bin/env bash
# Plays simulated weeks, one process a core.
#   scripts/sim.sh gate             the seeds that every change must pass, in the tests' build
#   scripts/sim.sh MINUTES [SEEDS]  seeds that were never run, or from FROM on; and the mutants
# Some seeds are run in two processes, whose stories must be the same.
# Failing seeds are printed with what they broke and the command that shows how; they belong into
# Tests/SimulationTests.
set -euo pipefail
source "$(dirname "$0")/lib.sh"
use_swift

readonly logs=.build/sim
cores="$(nproc)"
readonly cores

# With the flags $@: those of another script, so that the rooms are compiled once for both.
build() {
  say "building the simulation"
  swift build --product belfry-sim "$@"
  binary="$(swift build --show-bin-path "$@")/belfry-sim"
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
  for ((core = 0; core < cores; core++)); do grep -v '^…' "$logs/$core.log" || true; done
  ((status == 0)) || fail "a promise was broken" "$(replays)"
}

# The commands that show what happened in the seeds that failed.
replays() {
  sed -n 's/^FAILED: //p' "$logs"/*.log | tr ' ' '\n' | sed "s|^|$binary replay |"
}

# The $2 seeds from $1 on, in two processes side by side.
run_twice() {
  say "running $2 seeds in two processes"
  timeout 600 "$binary" run --from "$1" --seeds "$2" >"$logs/first.log" &
  local other=$! status=0
  timeout 600 "$binary" run --from "$1" --seeds "$2" >"$logs/second.log" || status=$?
  wait "$other" || status=$?
  ((status == 0)) || fail "a seed failed, or took too long: see $logs/first.log and second.log"
  cmp --silent <(grep '^digest' "$logs/first.log") <(grep '^digest' "$logs/second.log") \
    || fail "the same seeds gave two stories: see $logs/first.log and second.log"
}

hunt() {
  say "hunting the bugs that are put in on purpose"
  "$binary" mutants --dense || fail "a bug was not found out; see above"
}

if [[ "${1:-}" == gate ]]; then
  build
  share=$(((200 + cores - 1) / cores))
  simulate 10000000 5 "$share" "$share"
  run_twice 10000000 10
else
  build --configuration release --static-swift-stdlib
  from="${FROM:-$(($(date +%s) * 1000))}"
  seeds="${2:-}"
  [[ -z "$seeds" ]] || seeds=$(((seeds + cores - 1) / cores))
  simulate "$from" "${1:-3}" "$seeds" 100000000
  run_twice "$from" 20
  hunt
fi
