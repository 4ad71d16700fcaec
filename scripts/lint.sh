#!/usr/bin/env bash
# The quick checks, shared by `make test` and `make check`: format, lints, contract. Writes nothing.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh compiler buf

echo "== cargo fmt --check"
cargo fmt --all --check
echo "== buf format --diff"
.tools/node_modules/.bin/buf format --diff --exit-code
echo "== buf lint"
.tools/node_modules/.bin/buf lint
echo "== buf breaking"
.tools/node_modules/.bin/buf breaking --against proto/released.binpb
echo "== cargo clippy"
cargo clippy --workspace --all-targets --locked --quiet -- -D warnings
