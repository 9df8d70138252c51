#!/bin/sh
# Resolve every requirements file again, oldest first, so that all of them agree on one version of each package.
# Needs uv. The files carry hashes and no index addresses; plain pip installs them.
set -eu
cd "$(dirname "$0")"
compile() { uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate "$@"; }
compile dev.in -o dev.txt
for tier in test postgres base; do
    compile --constraint dev.txt "$tier.in" -o "$tier.txt"
done
