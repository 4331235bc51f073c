#!/usr/bin/env bash
# Makes sure that this machine can build Belfry: installs missing Debian packages as root, or says
# which command does; says where to get Swift. Prints nothing when all is there.
#
#   prepare.sh [bench]    bench: with what the benchmarks measure Belfry beside
set -euo pipefail
source "$(dirname "$0")/lib.sh"

readonly oldest_swift=6.2
readonly kinds=(build "$@")

missing_packages() {
  local package status
  while read -r package; do
    status="$(dpkg-query -W -f='${db:Status-Status}\n' "$package" 2>/dev/null || true)"
    grep -qx installed <<<"$status" || echo "$package"
  done < <(for kind in "${kinds[@]}"; do packages "$kind"; done)
}

install_packages() {
  export DEBIAN_FRONTEND=noninteractive
  local -a get=(apt-get -y -qq -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=120
    --no-install-recommends)
  # A fresh machine has no package lists, and an old list names files that are gone.
  "${get[@]}" install "$@" </dev/null >/dev/null 2>&1 && return
  "${get[@]}" update </dev/null && "${get[@]}" install "$@" </dev/null
}

check_packages() {
  if ! has dpkg-query; then
    skip "checking packages: this is not Debian; scripts/packages.txt names what is needed"
    return
  fi
  local -a missing
  mapfile -t missing < <(missing_packages)
  ((${#missing[@]})) || return 0
  local command="apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"
  if (($(id -u) != 0)); then
    fail "these Debian packages are missing: ${missing[*]}" \
      "run this, then try again:" "  sudo sh -c '$command'"
  fi
  say "installing ${missing[*]}"
  install_packages "${missing[@]}" || fail "apt-get could not install them; try it by hand:" \
    "  $command"
}

check_swift() {
  local where="get Swift $oldest_swift or newer from https://www.swift.org/install/linux/"
  local hint="and put it on the PATH, for example: export PATH=\"\$PATH:/opt/swift/usr/bin\""
  use_swift || fail "Swift is not installed, or not on the PATH" "$where" "$hint"
  local version
  version="$(swift --version 2>/dev/null | sed -nE 's/.*Swift version ([0-9]+(\.[0-9]+)+).*/\1/p')"
  [[ -n "$version" ]] || fail "$(command -v swift) does not say its version" "$where" "$hint"
  local older
  older="$(printf '%s\n' "$oldest_swift" "$version" | sort -V | head -n1)"
  if [[ "$older" != "$oldest_swift" ]]; then
    fail "Swift $version at $(command -v swift) is too old" "$where" "$hint"
  fi
}

check_packages
check_swift
