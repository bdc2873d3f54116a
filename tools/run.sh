#!/usr/bin/env bash
# The main job. With a display: a training agency and its endpoint on this machine, and the client's window. Without: the demo.
# Everything happens in a home of its own that is removed at the end; the caller's key ring and files are not touched.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    echo "No display here: the main job runs unattended, on a virtual screen."
    exec tools/headless.sh .venv/bin/python -m tools.demo
fi
# The new home must still find the display of this one.
export XAUTHORITY="${XAUTHORITY:-$HOME/.Xauthority}"
case "${WAYLAND_DISPLAY:-}" in "" | /*) ;; *) export WAYLAND_DISPLAY="${XDG_RUNTIME_DIR:-}/$WAYLAND_DISPLAY" ;; esac
# shellcheck disable=SC2086  # several desks are several words
exec tools/headless.sh .venv/bin/python -m tools.training ${DESKS:-}
