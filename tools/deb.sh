#!/usr/bin/env bash
# Makes a Debian package of the built program: dist/fieldcase_VERSION_ARCH.deb. `make package` calls it after PyInstaller.
# Installed: /opt/fieldcase, a link in /usr/bin, desktop entry, icon, man page. Removal leaves every store where it is.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -x dist/fieldcase/fieldcase ] || { echo "dist/fieldcase is not built: make package does it" >&2; exit 1; }

version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' desktop/__init__.py)
arch=$(dpkg --print-architecture)
epoch=${SOURCE_DATE_EPOCH:-1764000000}
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

install -d "$root/DEBIAN" "$root/opt" "$root/usr/bin" "$root/usr/share/man/man1"
cp -a dist/fieldcase "$root/opt/fieldcase"
ln -s /opt/fieldcase/fieldcase "$root/usr/bin/fieldcase"
install -Dm644 packaging/fieldcase.desktop "$root/usr/share/applications/fieldcase.desktop"
install -Dm644 packaging/fieldcase.svg "$root/usr/share/icons/hicolor/scalable/apps/fieldcase.svg"
install -Dm644 packaging/fieldcase.png "$root/usr/share/icons/hicolor/256x256/apps/fieldcase.png"
install -Dm644 LICENSE "$root/usr/share/doc/fieldcase/copyright"
gzip -9n < packaging/fieldcase.1 > "$root/usr/share/man/man1/fieldcase.1.gz"

cat > "$root/DEBIAN/control" <<CONTROL
Package: fieldcase
Version: $version
Architecture: $arch
Maintainer: Fieldcase <maintainers@fieldcase.invalid>
Installed-Size: $(du -sk "$root/opt" | cut -f1)
Section: misc
Priority: optional
Depends: libc6 (>= 2.34), libgl1, libegl1, libxkbcommon0, libglib2.0-0, libfontconfig1, libfreetype6, libdbus-1-3,
 libxcb-cursor0, libxcb-icccm4, libxcb-keysyms1, libxcb-image0, libxcb-render-util0, libxcb-shape0, libxcb-randr0,
 libxcb-xkb1, libxkbcommon-x11-0
Recommends: gnome-keyring
Description: case management for certified local officers and their federal supervisors
 Records encounters, decisions and releases in one encrypted file, with or without a network, and brings them to the
 supervision endpoint when a line is there. Removing the program leaves the store.
CONTROL

find "$root" -exec touch --no-dereference --date="@$epoch" {} +
chmod -R go-w "$root"
chmod 755 "$root"
SOURCE_DATE_EPOCH=$epoch dpkg-deb --root-owner-group -Zxz -b "$root" "dist/fieldcase_${version}_${arch}.deb"
