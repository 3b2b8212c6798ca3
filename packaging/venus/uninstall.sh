#!/bin/sh
# Takes Polymeter out of Venus OS and leaves /data/rc.local as it was. The directory itself, with the configuration, the
# energy counters and the certificates, stays: delete it with rm -r /data/polymeter.
#
#   PREFIX    another root, for tests
set -eu

root=${PREFIX-}
home=$(cd "$(dirname "$0")" && pwd -P)
service=$root/service/polymeter
rc=$root/data/rc.local

# The link first, so that nothing starts it again; then the program and its log end.
if [ -L "$service" ]; then
  rm -f "$service"
  if command -v svc >/dev/null; then
    svc -dx "$home/service" "$home/service/log" 2>/dev/null || :
  fi
fi

if [ -f "$rc" ] && grep -qx '# polymeter: begin' "$rc"; then
  was=$(cat "$home/rc.local.was" 2>/dev/null || echo there)
  cp -p "$rc" "$rc.new"
  sed '/^# polymeter: begin$/,/^# polymeter: end$/d' "$rc" >"$rc.new"
  if [ "$was" = created ] && [ "$(cat "$rc.new")" = '#!/bin/sh' ]; then
    rm -f "$rc" "$rc.new"
  else
    [ "$was" != not-executable ] || chmod -x "$rc.new"
    mv "$rc.new" "$rc"
  fi
fi
rm -f "$home/rc.local.was" "$home/service/started"
printf 'polymeter: uninstalled; %s is left as it is\n' "$home" >&2
