#!/usr/bin/env bash
# Fails on Swift files that are not formatted as .swift-format says.
set -euo pipefail
source "$(dirname "$0")/lib.sh"
use_swift

folders=(Sources Tests)
[[ ! -d Benchmarks ]] || folders+=(Benchmarks)
case "${1:-lint}" in
  lint)
    say "checking the format"
    swift format lint --strict --parallel --recursive Package.swift "${folders[@]}" ||
      fail "not in the house's format (see above)" "make format repairs most of it"
    ;;
  format) swift format format --in-place --parallel --recursive Package.swift "${folders[@]}" ;;
  *) fail "usage: scripts/lint.sh [lint | format]" ;;
esac
