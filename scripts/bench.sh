#!/usr/bin/env bash
# Measures the release binary beside other job queues and the physical limit: docs/performance.md.
# QUICK=1 is a first look of some minutes, SLOW_DISK=1 adds 2 ms to each sync of everybody's disk,
# ONLY=G1,G2 chooses, ROUNDS=1 says how often, PEERS=0 leaves the others out. A whole run writes its
# figures into the page, any other into .build/bench.md; PAGE=FILE says otherwise.
set -euo pipefail
source "$(dirname "$0")/lib.sh"

readonly binary="${BINARY:-.build/belfry}"
readonly tools=.build/bench/tools
readonly peers=.build/bench/peers

build_tools() {
  mkdir -p "$tools"
  local -a cc
  cc=("$(command -v clang || command -v cc)" -O2 -Wall -Wextra -std=gnu2x)
  "${cc[@]}" -o "$tools/network" Benchmarks/network.c
  "${cc[@]}" -o "$tools/adder" Benchmarks/adder.c
  "${cc[@]}" -o "$tools/probe" Benchmarks/probe.c -lcurl
  "${cc[@]}" -o "$tools/reference" Benchmarks/reference.c -lsqlite3 -lcurl
  "${cc[@]}" -shared -fPIC -o "$tools/slowdisk.so" Benchmarks/slowdisk.c -ldl
}

# The peers from PyPI, in an environment of their own.
install_peers() {
  [[ -x "$peers/bin/python" ]] || python3 -m venv "$peers"
  "$peers/bin/pip" install --quiet --disable-pip-version-check \
    --requirement Benchmarks/peers/requirements.txt
}

version() {
  local commit
  commit="$(git rev-parse --short HEAD)"
  git diff --quiet HEAD -- Sources Package.swift || commit="$commit, changed"
  printf '%s' "$commit"
}

say "building the reference and the network"
build_tools
arguments=(--binary "$(realpath "$binary")" --tools "$(realpath "$tools")")
arguments+=(--folder "$PWD/.build/bench/run" --json .build/bench.json --commit "$(version)")
if [[ "${PEERS:-1}" == 1 ]]; then
  say "installing the peers"
  install_peers
  arguments+=(--python "$PWD/$peers/bin/python")
fi
[[ -z "${ONLY:-}" ]] || arguments+=(--only "$ONLY")
[[ -z "${ROUNDS:-}" ]] || arguments+=(--rounds "$ROUNDS")
[[ -z "${QUICK:-}" ]] || arguments+=(--quick)
[[ -z "${SLOW_DISK:-}" ]] || arguments+=(--slow-disk)
page=.build/bench.md
part="${ONLY:-}${QUICK:-}${SLOW_DISK:-}${ROUNDS:-}"
[[ -n "$part" || "${PEERS:-1}" != 1 ]] || page=docs/performance.md
arguments+=(--page "${PAGE:-$page}")
export PYTHONDONTWRITEBYTECODE=1
exec python3 Benchmarks/bench.py "${arguments[@]}"
