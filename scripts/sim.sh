#!/usr/bin/env bash
# Plays simulated weeks with the release build of the simulation, one process a core.
#   scripts/sim.sh gate [SEEDS]     the seeds that every change must pass: 2,000, or as told
#   scripts/sim.sh enumerate        dies at each disk operation of each flow: an hour or more
#   scripts/sim.sh MINUTES [SEEDS]  seeds that were never run, or from FROM on; and the mutants
# Of the seeds 5 % are run in two processes, whose stories must be the same.
# Failing seeds are printed with what they broke and the command that shows how; they belong into
# Tests/SimulationTests.
set -euo pipefail
source "$(dirname "$0")/lib.sh"
use_swift

readonly logs=.build/sim
# Where the seeds of the latest cast begin (Tests/Simulation/World/Cast.swift).
readonly latest=1000000000000000000
cores="$(nproc)"
readonly cores

# With the flags of scripts/build.sh, so that the rooms are compiled once for both.
build() {
  local -a flags=(--configuration release --static-swift-stdlib)
  say "building the simulation (release; minutes when nothing is built yet)"
  swift build --product belfry-sim "${flags[@]}"
  binary="$(swift build --show-bin-path "${flags[@]}")/belfry-sim"
  mkdir -p "$logs"
}

# The seeds from $1 on, each core with $3 of them, for $2 minutes at most; the cores begin $4 apart.
simulate() {
  local from="$1" minutes="$2" seeds="$3" apart="$4" core status=0
  local -a limits=(--minutes "$minutes") workers=()
  [[ -z "$seeds" ]] || limits+=(--seeds "$seeds")
  say "simulating ${seeds:+$((seeds * cores)) seeds, }for $minutes min at the most," \
    "on $cores cores, from seed $from"
  for ((core = 0; core < cores; core++)); do
    "$binary" run --from $((from + core * apart)) "${limits[@]}" >"$logs/$core.log" &
    workers+=($!)
  done
  for core in "${!workers[@]}"; do wait "${workers[core]}" || status=1; done
  for ((core = 0; core < cores; core++)); do grep -v '^…' "$logs/$core.log" || true; done
  ((status == 0)) || fail "a promise was broken" "$(replays)"
  total
}

# What all cores did together.
total() {
  local core
  local -a all=()
  for ((core = 0; core < cores; core++)); do all+=("$logs/$core.log"); done
  awk '/ seeds, .* simulated days in / {
         seeds += $1; days += $3; if ($7 + 0 > took) took = $7
       }
       / crashes, / { crashes += $1; lost += $3 }
       END {
         printf "in all: %d seeds, %d simulated days and %d crashes (%d losses of power)", \
           seeds, days, crashes, lost
         printf " in %d s: %d days a minute and core\n", took, \
           took ? days * 60 / took / shared : 0
       }' shared="$cores" "${all[@]}"
}

# The commands that show what happened in the seeds that failed.
replays() {
  sed -n 's/^FAILED: //p' "$logs"/*.log | tr ' ' '\n' | sed "s|^|$binary replay |"
}

# The $2 seeds from $1 on, in two processes side by side, whose sets and dictionaries differ in
# their order.
run_twice() {
  say "running $2 seeds in two processes"
  timeout 600 "$binary" run --from "$1" --seeds "$2" >"$logs/first.log" &
  local other=$! status=0
  timeout 600 "$binary" run --from "$1" --seeds "$2" >"$logs/second.log" || status=$?
  wait "$other" || status=$?
  ((status == 0)) || fail "a seed failed, or took too long: see $logs/first.log and second.log"
  cmp --silent <(grep '^digest' "$logs/first.log") <(grep '^digest' "$logs/second.log") \
    || fail "the same seeds gave two stories: see $logs/first.log and second.log"
  echo "$2 seeds told the same story twice"
}

hunt() {
  say "hunting the bugs that are put in on purpose"
  "$binary" mutants --dense || fail "a bug was not found out; see above"
}

# Each core takes a share of the flows.
enumerate() {
  local core status=0
  local -a workers=()
  say "dying at each disk operation of each flow, on $cores cores"
  for ((core = 1; core <= cores; core++)); do
    "$binary" enumerate --share "$core/$cores" | tee "$logs/enumerate-$core.log" &
    workers+=($!)
  done
  for core in "${!workers[@]}"; do wait "${workers[core]}" || status=1; done
  ((status == 0)) || fail "a promise was broken: see $logs/enumerate-*.log"
  awk '/^in all: / { flows += $3; operations += $5; runs += $8 }
       END { printf "in all: %d flows, %d disk operations, %d runs, none failed\n",
               flows, operations, runs }' "$logs"/enumerate-*.log
}

build
if [[ "${1:-}" == enumerate ]]; then
  enumerate
elif [[ "${1:-}" == gate ]]; then
  seeds="${2:-2000}"
  share=$(((seeds + cores - 1) / cores))
  simulate "$latest" 10 "$share" "$share"
  run_twice "$latest" $(((seeds + 19) / 20))
else
  from="${FROM:-$((latest + $(date +%s) * 1000000))}"
  seeds="${2:-}"
  [[ -z "$seeds" ]] || seeds=$(((seeds + cores - 1) / cores))
  simulate "$from" "${1:-3}" "$seeds" 100000000000000000
  run_twice "$from" 20
  hunt
fi
