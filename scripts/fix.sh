#!/usr/bin/env bash
# Lets the tools mend what they can; the rest is for `make check` to name.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh compiler buf

cargo clippy --workspace --all-targets --locked --fix --allow-dirty --allow-staged
.tools/node_modules/.bin/buf format --write
cargo fmt --all
