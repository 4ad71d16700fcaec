#!/usr/bin/env bash
# From a fresh clone to a finished deliberation, and to published forums analysed again.
# A debug build: from nothing it is ready first, and what is shown here takes little computing.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh compiler
cases=${BERAAD_CASES:-../shared/cases}

beraad() { cargo run --quiet --locked -- "$@"; }
show() { printf '\n$ beraad %s\n' "$*"; beraad "$@"; }

# Built first and in the open: nobody should look at an empty screen while a fresh clone compiles.
cargo build --locked
show run examples/buurtplein.yaml

forums=$cases/forums/deliberr_human_data.csv
if [ ! -f "$forums" ]; then
  printf '\nnot run: no reference cases (set BERAAD_CASES to their folder)\n'
  exit 0
fi
import=(import forum "$forums" --scales "$cases/forums/deliberr_scale.json")
expect=(--expect "$cases/measures/e2e_stability.json")
show "${import[@]}" --case Fremantle "${expect[@]}"
show "${import[@]}" --all --quiet "${expect[@]}"
