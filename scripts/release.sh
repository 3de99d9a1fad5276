#!/usr/bin/env bash
# Packs the binary for an installer: build/release/therapybridge-VERSION-SYSTEM.tar.gz with its checksum beside it.
set -euo pipefail
cd "$(dirname "$0")/.."
binary=${1:?usage: release.sh BINARY}
version=$("$binary" --version | cut -d' ' -f2)
name=therapybridge-$version-$(uname -s | tr '[:upper:]' '[:lower:]')-$(uname -m)

rm -rf "build/release/$name"
mkdir -p "build/release/$name"
cp "$binary" LICENSE README.md CHANGELOG.md config.example.toml "build/release/$name/"
# The same sources give the same archive.
tar -C build/release --sort=name --owner=0 --group=0 --mtime="@$(git log -1 --format=%ct)" -c "$name" | gzip -n9 >"build/release/$name.tar.gz"
rm -r "build/release/$name"
(cd build/release && sha256sum "$name.tar.gz" | tee "$name.tar.gz.sha256")
