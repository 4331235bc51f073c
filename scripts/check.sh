#!/usr/bin/env bash
# The quick checks before a commit. make test runs everything else.
set -euo pipefail
source "$(dirname "$0")/lib.sh"

scripts/lint.sh
scripts/check-systemd.sh
if has shellcheck; then
  say "checking the scripts"
  shellcheck --external-sources --source-path=scripts scripts/*.sh .ci/run
else
  skip "scripts: shellcheck is not installed (apt-get install shellcheck)"
fi
if [[ -x .build/belfry ]] && has mandoc; then
  say "checking the man page"
  .build/belfry man | mandoc -T lint -W warning
elif has mandoc; then
  skip "man page: it is printed by the binary (make build)"
else
  skip "man page: mandoc is not installed (apt-get install mandoc)"
fi
scripts/test.sh --filter TidyTests
