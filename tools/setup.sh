#!/usr/bin/env bash
# Sets up this folder: the virtual environment with the locked packages ("python"), and the system's packages ("system").
# Called by the Makefile only. It asks nothing, and installs system packages only when it may (root on Debian);
# otherwise it says the one line to type.
set -euo pipefail
cd "$(dirname "$0")/.."

python_packages() {
    local python=${PYTHON:-python3}
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Fieldcase needs Python 3.11 or newer." >&2; exit 1; }
    "$python" -c 'import ensurepip, venv' 2>/dev/null || debian python3-venv
    [ -x .venv/bin/python ] || "$python" -m venv .venv
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.lock
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
}

# What the window, a screen without a monitor, a key ring without a desktop and a .deb need.
SYSTEM="libgl1 libegl1 libxkbcommon0 libglib2.0-0 libfontconfig1 libfreetype6 libdbus-1-3 libxcb-cursor0 libxcb-icccm4
libxcb-keysyms1 libxcb-image0 libxcb-render-util0 libxcb-shape0 libxcb-randr0 libxcb-xkb1 libxkbcommon-x11-0
xvfb xauth xdotool gnome-keyring dbus binutils"

debian() {
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
    else
        echo "These system packages are missing. Type: sudo apt-get install $*" >&2
        exit 1
    fi
}

system_packages() {
    command -v dpkg-query >/dev/null || return 0
    local missing=() name
    for name in $SYSTEM; do
        dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || missing+=("$name")
    done
    [ ${#missing[@]} -eq 0 ] || debian "${missing[@]}"
}

case "${1:-}" in
    python) python_packages ;;
    system) system_packages ;;
    *) echo "usage: tools/setup.sh python|system" >&2; exit 2 ;;
esac
