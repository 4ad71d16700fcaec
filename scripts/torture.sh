#!/usr/bin/env bash
# Hurts the engine and looks for anything lost, doubled, wrong or shown too early: a thousand seeds
# of simulation, then the real server under kills, bad disks, damaged files, a clock set back and
# readers that never read. TORTURE=kills,corrupt runs some scenarios, and TORTURE=soak half an hour
# of mixed load and faults.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh compiler

need() { # a command, and the package that brings it
  if command -v "$1" > /dev/null; then return; fi
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then as_root=(sudo); fi
  "${as_root[@]}" apt-get update -qq >&2
  "${as_root[@]}" apt-get install -y -qq --no-install-recommends "$2" >&2
}
need strace strace
need faketime faketime

if [ -z "${TORTURE:-}" ]; then
  SIMULATION_SEEDS=${SIMULATION_SEEDS:-1000} cargo test --release --locked --test simulation
fi
IFS=, read -ra scenarios <<< "${TORTURE:-}"
cargo test --release --locked --test torture -- "${scenarios[@]}"
