#!/usr/bin/env bash
# Writes anew what is made from the contract: the reference, and the code of the clients.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh compiler buf python typescript

BLESS=1 cargo test --locked --quiet --test contract_reference
.tools/python/bin/python clients/python/generate.py
npm run --silent --prefix clients/typescript generate
