#!/usr/bin/env bash
# Feeds each fuzz target what libFuzzer makes up, and fails when one crashes.
#   FUZZ=a,b          only these targets (all of fuzz/fuzz_targets)
#   SECONDS_EACH=30   how long each runs
#   JOBS=2            how many run at once
# What is found on the way stays in fuzz/target/; crashes are left in fuzz/artifacts/.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh compiler cxx

SECONDS_EACH=${SECONDS_EACH:-30}
host=$(rustc -vV | sed -n 's/^host: //p')
programs=fuzz/target/$host/release

# One target: a line of what came of it, and how to run a crash again.
one() {
  local target=$1 found=fuzz/target/found/$1 log=fuzz/target/found/$1.log result=ok
  mkdir -p "$found" "fuzz/artifacts/$target"
  "$programs/$target" -max_total_time="$SECONDS_EACH" -max_len=16384 -timeout=20 \
    -rss_limit_mb=2048 -print_final_stats=1 -artifact_prefix="fuzz/artifacts/$target/" \
    "$found" "fuzz/corpus/$target" >"$log" 2>&1 || result=CRASH
  local runs reached
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log" | tail -n 1)
  reached=$(grep -o 'cov: [0-9]* ft: [0-9]* corp: [0-9]*' "$log" | tail -n 1 || true)
  printf '%-10s %9s runs  %-36s %s\n' "$target" "${runs:-?}" "${reached:-nothing reached}" "$result"
  if [ "$result" != ok ]; then
    local input
    input=$(sed -n 's/.*Test unit written to //p' "$log" | tail -n 1)
    echo "  the log:    $log"
    echo "  run again:  $programs/$target ${input:-fuzz/corpus/$target/*}"
    echo "  keep it:    mkdir -p fuzz/crashes/$target && mv ${input:-FILE} fuzz/crashes/$target/"
    return 1
  fi
}

if [ "${1:-}" = one ]; then
  one "$2"
  exit
fi

if [ -n "${FUZZ:-}" ]; then
  targets=$(tr ',' '\n' <<<"$FUZZ")
else
  targets=$(basename -s .rs fuzz/fuzz_targets/*.rs)
fi
for target in $targets; do
  if [ ! -f "fuzz/fuzz_targets/$target.rs" ]; then
    echo "fuzz: there is no target '$target'; see fuzz/fuzz_targets/" >&2
    exit 2
  fi
done

# The coverage that steers libFuzzer is a pass that a stable compiler has as well; these are the
# flags that cargo-fuzz gives when it is asked for no sanitizer.
RUSTFLAGS="--cfg fuzzing -Cpasses=sancov-module -Ccodegen-units=1 \
  -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
  -Cllvm-args=-sanitizer-coverage-pc-table" \
  cargo build --manifest-path fuzz/Cargo.toml --release --locked --bins --target "$host"

echo "== fuzz: $SECONDS_EACH seconds each"
# shellcheck disable=SC2086  # a word is a target
if ! SECONDS_EACH=$SECONDS_EACH xargs -P "${JOBS:-2}" -n 1 scripts/fuzz.sh one <<<$targets; then
  echo "fuzz: a target crashed" >&2
  exit 1
fi
