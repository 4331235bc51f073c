# shellcheck shell=bash
# What the scripts share. Source it from a script in this folder; it moves to the repository's root.

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

# A heading, so that long output can be skimmed; in colour only on a terminal.
say() {
  if [[ -t 1 ]]; then printf '\033[1m== %s\033[0m\n' "$*"; else printf '== %s\n' "$*"; fi
}

# A step that this machine cannot do and that is not essential.
skip() { printf -- '-- skipped: %s\n' "$*"; }

# What went wrong and what to do about it; ends the script.
fail() {
  printf 'error: %s\n' "$1" >&2
  shift
  (($# == 0)) || printf '       %s\n' "$@" >&2
  exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

# The packages of one kind (build, bench or run) that scripts/packages.txt lists.
packages() { awk -v kind="$1" '$1 == kind { print $2 }' scripts/packages.txt; }

# Swift where its installers put it, for shells whose PATH does not say so.
use_swift() {
  has swift && return 0
  local folder
  for folder in "${SWIFTLY_BIN_DIR:-${HOME:-}/.local/share/swiftly/bin}" \
    /opt/swift/usr/bin /opt/swift-*/usr/bin /usr/local/swift/usr/bin /usr/share/swift/usr/bin; do
    if [[ -x "$folder/swift" ]]; then
      PATH="$PATH:$folder"
      export PATH
      return 0
    fi
  done
  return 1
}

# Some build machines start scripts without a home, which swift build needs for its caches.
if [[ -z "${HOME:-}" ]]; then
  HOME="$(getent passwd "$(id -u)" | cut -d: -f6)"
  export HOME
fi
