#!/usr/bin/env bash
# Runs a command as if somebody were signed in to a desktop of their own: an empty HOME, a session bus, and an unlocked
# key ring that answers as the real Secret Service. Nothing of the caller's own home or key ring is touched.
#     tools/headless.sh COMMAND [ARGUMENT ...]
# Gives the command's exit code. The home is removed at the end.
set -euo pipefail
[ $# -gt 0 ] || { echo "usage: tools/headless.sh COMMAND [ARGUMENT ...]" >&2; exit 2; }
for program in dbus-run-session gnome-keyring-daemon; do
    command -v "$program" >/dev/null || { echo "$program is missing. Type: sudo apt-get install gnome-keyring dbus" >&2; exit 2; }
done

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
mkdir -m 700 "$home/runtime"
export HOME="$home" XDG_RUNTIME_DIR="$home/runtime"
unset DBUS_SESSION_BUS_ADDRESS GNOME_KEYRING_CONTROL XDG_DATA_HOME XDG_CONFIG_HOME XDG_CACHE_HOME

# Bus and daemon ask for limits they may not have, say so, and work all the same: that goes to a log, not to the caller.
inside='printf "%s" headless | gnome-keyring-daemon --unlock --components=secrets >/dev/null
exec "$@" 2>&3 3>&-'
dbus-run-session -- bash -c "$inside" headless "$@" 3>&2 2>"$home/session.log"
