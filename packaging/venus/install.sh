#!/bin/sh
# Makes Polymeter a service of Venus OS that survives firmware updates: these replace everything outside /data, and
# /data/rc.local, which runs at every start, brings the service back. May be run as often as one likes.
#
#   install.sh           checks, installs and starts
#   install.sh --boot    what /data/rc.local calls: quick, and no question asked
#
#   PREFIX               another root, for tests
set -eu

root=${PREFIX-}
home=$(cd "$(dirname "$0")" && pwd -P)
service=$root/service/polymeter
rc=$root/data/rc.local

say() {
  printf 'polymeter: %s\n' "$*" >&2
}

check() {
  if [ "$home" != "$(cd "$root/data" 2>/dev/null && pwd -P)/polymeter" ]; then
    say "this directory is $home; move it to /data/polymeter, the only place that firmware updates leave alone"
    exit 1
  fi
  if [ ! -f "$home/polymeter.yaml" ]; then
    say "there is no /data/polymeter/polymeter.yaml yet: copy polymeter.example.yaml, write your devices into it, and run this again"
    exit 1
  fi
  if [ -x "$home/jre/bin/java" ]; then
    POLYMETER_JAVA=$home/jre
    export POLYMETER_JAVA
  fi
  "$home/polymeter" check "$home/polymeter.yaml" || {
    say "nothing was installed"
    exit 1
  }
}

# The block stands behind the first line, because the last one may be "exit 0". What was there is noted, so that
# uninstall.sh leaves it as it was.
hook() {
  begin='# polymeter: begin'
  if [ -f "$rc" ] && grep -qx "$begin" "$rc"; then
    return
  fi
  if [ ! -f "$rc" ]; then
    echo created >"$home/rc.local.was"
    printf '#!/bin/sh\n' >"$rc"
  elif [ ! -x "$rc" ]; then
    echo not-executable >"$home/rc.local.was"
  else
    echo there >"$home/rc.local.was"
  fi
  cp -p "$rc" "$rc.new"
  {
    first=$(sed -n 1p "$rc")
    case $first in
      '#!'*) printf '%s\n' "$first" ;;
    esac
    printf '%s\n' "$begin"
    # The words stand there as they are; they are expanded at the next start.
    # shellcheck disable=SC2016
    printf '%s\n' '[ ! -x "${PREFIX-}/data/polymeter/install.sh" ] || "${PREFIX-}/data/polymeter/install.sh" --boot'
    printf '%s\n' '# polymeter: end'
    case $first in
      '#!'*) sed 1d "$rc" ;;
      *) cat "$rc" ;;
    esac
  } >"$rc.new"
  chmod +x "$rc.new"
  mv "$rc.new" "$rc"
}

# svscan looks for new services every five seconds.
link() {
  mkdir -p "$root/service"
  if [ "$(readlink "$service" || :)" != "$home/service" ]; then
    ln -sfn "$home/service" "$service"
  fi
}

if [ "${1-}" != --boot ]; then
  check
  hook
fi
link
[ "${1-}" = --boot ] || say "installed; see how it is with: svstat /service/polymeter"
