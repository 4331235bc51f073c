#!/usr/bin/env bash
# Builds and runs the tests, and then the simulation's gate. Shows suites, failures and the closing
# line; the whole log is kept in .build/test.log. Arguments go to swift test, and the gate is left
# out: scripts/test.sh --filter StoreTests
set -euo pipefail
source "$(dirname "$0")/lib.sh"
use_swift

readonly log=.build/test.log

# Tests that start and tests that pass are in the log; what remains are suites, failures with their
# details, and the closing line.
summary() {
  awk '/ (Test|Suite|Test run|Test case) .*started\.$/ { next }
       / (Test|Test case) .* passed after / && !/ Test run / { next }
       { print; fflush() }'
}

# The issues once more, at the end: the first thing to look for, and what a log that is cut keeps.
failed() {
  say "what failed; all of it is in $log"
  awk '/ recorded an issue |^error:|Fatal error/ { print; detail = 1; next }
       detail && /^↳/ { print; next } { detail = 0 }' "$log" | tail -n 60
  exit 1
}

say "building the tests"
mkdir -p .build
swift build --build-tests
say "running the tests"
# One after the other: side by side, the tests that only compute would keep the few threads that
# Swift shares from the servers that others talk to, until these run into their time limits.
swift test --skip-build --disable-xctest --no-parallel "$@" 2>&1 | tee "$log" | summary || failed
(($# > 0)) || scripts/sim.sh gate
