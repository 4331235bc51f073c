#!/bin/sh
# Installs Belfry from the folder that this script is in, or takes it away again.
#
#   ./install.sh [--prefix /usr/local] [--destdir DIR] [--uninstall]
#
# Configuration in /etc/belfry and the database in /var/lib/belfry are never touched.
set -eu
umask 022

prefix=/usr/local
destdir=
action=install

fail() {
  printf 'error: %s\n' "$@" >&2
  exit 1
}

while [ $# -gt 0 ]; do
  case "$1" in
    --prefix) prefix="${2:?--prefix needs a folder}" && shift ;;
    --prefix=*) prefix="${1#--prefix=}" ;;
    --destdir) destdir="${2-}" && shift ;;
    --destdir=*) destdir="${1#--destdir=}" ;;
    --uninstall) action=uninstall ;;
    -h | --help) sed -n '2,6s/^# \{0,1\}//p' "$0" && exit 0 ;;
    *) fail "unknown argument $1; see --help" ;;
  esac
  shift
done
case "$prefix" in
  /*) ;;
  *) fail "--prefix must be an absolute path, not '$prefix'" ;;
esac
top="$destdir$prefix"

# Each file of a release, its mode and its place below the prefix.
files() {
  cat <<'FILES'
belfry                   0755 bin/belfry
belfry.1                 0644 share/man/man1/belfry.1
systemd/belfry.service   0644 lib/systemd/system/belfry.service
systemd/belfry.sysusers  0644 lib/sysusers.d/belfry.conf
systemd/belfry.tmpfiles  0644 lib/tmpfiles.d/belfry.conf
completions/belfry.bash  0644 share/bash-completion/completions/belfry
completions/_belfry      0644 share/zsh/site-functions/_belfry
completions/belfry.fish  0644 share/fish/vendor_completions.d/belfry.fish
README.md                0644 share/doc/belfry/README.md
CHANGELOG.md             0644 share/doc/belfry/CHANGELOG.md
FILES
}

# A binary that cannot start is worse than none: name the libraries that are missing.
check_libraries() {
  command -v ldd >/dev/null || return 0
  missing="$(ldd ./belfry 2>&1 | sed -n 's/^[[:space:]]*\(.*\) => not found$/\1/p' | tr '\n' ' ')"
  [ -n "$missing" ] || return 0
  packages="$(awk '$1 == "run" { print $2 }' packages.txt | tr '\n' ' ')"
  fail "these libraries are missing: $missing" "on Debian 12, run: apt-get install $packages"
}

install_all() {
  cd "$(dirname "$0")"
  [ -x ./belfry ] || fail "there is no binary beside this script; use the tarball or make install"
  check_libraries
  files | while read -r source mode target; do
    install -D -m "$mode" "$source" "$top/$target"
  done
  # The unit names the binary by its full path.
  sed -i "s|/usr/bin/belfry|$prefix/bin/belfry|" "$top/lib/systemd/system/belfry.service"
  for folder in etc systemd/examples; do
    mkdir -p "$top/share/doc/belfry/$folder"
    cp -R "$folder/." "$top/share/doc/belfry/$folder"
  done
  printf 'installed below %s\n' "$top"
  [ -n "$destdir" ] || next_steps
}

next_steps() {
  cat <<STEPS
next, as root:
  systemd-sysusers && systemd-tmpfiles --create && systemctl daemon-reload
  then see "Five minutes on a Debian box" in $prefix/share/doc/belfry/README.md
STEPS
}

uninstall_all() {
  files | while read -r _ _ target; do rm -f "$top/$target"; done
  rm -rf "$top/share/doc/belfry"
  printf 'removed from %s; /etc/belfry and /var/lib/belfry are as they were\n' "$top"
}

case "$action" in
  install) install_all ;;
  uninstall) uninstall_all ;;
esac
