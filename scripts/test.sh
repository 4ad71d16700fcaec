#!/usr/bin/env bash
# Everything that must hold before a change is shared. It ends with the test runner's own summaries.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/lint.sh

echo "== clients"
cargo build --locked --quiet
scripts/python.sh test
scripts/typescript.sh test

echo "== cargo test"
cargo test --workspace --locked --no-fail-fast
