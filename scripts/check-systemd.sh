#!/usr/bin/env bash
# Checks the files of systemd/: no complaints from systemd, and an exposure of at most 1.5.
set -euo pipefail
source "$(dirname "$0")/lib.sh"

# Tenths, as systemd-analyze wants it.
readonly exposure_limit=15

if ! has systemd-analyze; then
  skip "systemd files: systemd-analyze is not installed (apt-get install systemd)"
  exit 0
fi
say "checking the systemd files"
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT

# systemd-analyze exits with 0 even for keys that it does not know, so any output is a failure. The
# binary need not be installed for the check: /bin/true stands in for it.
verify() {
  local unit="$1/belfry.service" complaints
  sed 's|/usr/bin/belfry|/bin/true|' systemd/belfry.service >"$unit"
  complaints="$(systemd-analyze verify --man=no "$unit" 2>&1)" || true
  [[ -z "$complaints" ]] || fail "systemd-analyze verify ($2) says:" "$complaints"
}

mkdir "$scratch/unit"
verify "$scratch/unit" belfry.service
for example in systemd/examples/*.conf; do
  name="$(basename "$example")"
  mkdir -p "$scratch/$name/belfry.service.d"
  cp "$example" "$scratch/$name/belfry.service.d/"
  verify "$scratch/$name" "$name"
done

mkdir "$scratch/backup"
for example in systemd/examples/belfry-backup.*; do
  sed 's|/usr/bin/belfry|/bin/true|' "$example" >"$scratch/backup/$(basename "$example")"
done
complaints="$(systemd-analyze verify --man=no "$scratch"/backup/belfry-backup.* 2>&1)" || true
[[ -z "$complaints" ]] || fail "systemd-analyze verify (backup) says:" "$complaints"

report="$(systemd-analyze security --offline=true --no-pager --threshold=$exposure_limit \
  systemd/belfry.service 2>&1)" ||
  fail "the unit is more exposed than 1.5:" "$(grep -v '✓' <<<"$report")"
tail -n1 <<<"$report"

# Users and folders are made below a scratch root; folders change owner, which needs root.
mkdir -p "$scratch/root/etc"
report="$(systemd-sysusers --root="$scratch/root" "$PWD/systemd/belfry.sysusers" 2>&1)" ||
  fail "systemd-sysusers says:" "$report"
if (($(id -u) == 0)); then
  folders="$PWD/systemd/belfry.tmpfiles"
  complaints="$(systemd-tmpfiles --create --root="$scratch/root" "$folders" 2>&1)"
  [[ -z "$complaints" ]] || fail "systemd-tmpfiles says:" "$complaints"
  modes="$(cd "$scratch/root" && stat -c '%a %n' etc/belfry var/lib/belfry)"
  [[ "$modes" == $'750 etc/belfry\n700 var/lib/belfry' ]] || fail "wrong folders:" "$modes"
else
  skip "tmpfiles: folders that belong to others can only be made by root"
fi
