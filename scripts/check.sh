#!/usr/bin/env bash
# Every check that only reads. A check that could not run says so on a line of its own.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/lint.sh

echo "== tidy"
RUST_BACKTRACE=0 cargo test --locked --quiet --test tidy
echo "== cargo deny"
if ! cargo deny --version >/dev/null 2>&1; then
  echo "not run: cargo-deny is not installed (cargo install cargo-deny --locked)"
  exit 0
fi
cargo deny --log-level error check bans licenses sources
# The advisories are fetched; a machine without that network can still do the rest.
if cargo deny --log-level off fetch db; then
  cargo deny --log-level error check advisories
else
  echo "not run: the advisory database could not be fetched"
fi
