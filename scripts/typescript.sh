#!/usr/bin/env bash
# Sets up the TypeScript client; does nothing the second time. Says nothing unless it fails.
#   typescript.sh        installs what is missing and builds
#   typescript.sh test   the same and a browser, then checks style and types and runs every test
# The tests start the server in BERAAD_BIN (target/debug/beraad) and the browser in CHROMIUM_BIN.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
cd clients/typescript

# Runs a command, and shows what it printed only when it fails.
quietly() {
  if ! "$@" >"$printed" 2>&1; then
    cat "$printed" >&2
    echo "typescript: '$*' failed" >&2
    exit 1
  fi
}

dependencies() {
  # The copied lock file is the mark of a finished installation, so it is written last.
  if cmp -s package-lock.json node_modules/installed.json; then return; fi
  if ! command -v npm >/dev/null; then
    echo "typescript: npm is missing; install Node 20 or newer" >&2
    exit 1
  fi
  # The packages carry their programs themselves; their install scripts only check for them.
  quietly npm ci --ignore-scripts --loglevel error
  cp package-lock.json node_modules/installed.json
}

build() {
  local sources=(src examples/browser test/player.ts package.json tsconfig.json
    tsconfig.build.json node_modules/installed.json)
  if [ -e build/done ] && [ -z "$(find "${sources[@]}" -newer build/done -print -quit)" ]; then
    return
  fi
  quietly npm run --silent build
  # The mark by which tools know a folder of what was built.
  echo "Signature: 8a477f597d28d172789f06886806bc55" >build/CACHEDIR.TAG
  touch build/done
}

printed=$(mktemp)
trap 'rm -f "$printed"' EXIT
dependencies
build
case "${1:-}" in
  "") ;;
  test)
    export BERAAD_BIN=${BERAAD_BIN:-$root/target/debug/beraad}
    if [ ! -x "$BERAAD_BIN" ]; then
      echo "typescript: no server at $BERAAD_BIN; run cargo build, or set BERAAD_BIN" >&2
      exit 1
    fi
    BERAAD_BIN=$(realpath "$BERAAD_BIN")
    quietly "$root/scripts/setup.sh" browser
    quietly npm run --silent check
    quietly npm test --silent
    # The sign before each line of the summary is more than one byte.
    grep -E '^[^a-z]* (pass|fail|skipped) [0-9]' "$printed" | sed 's/^[^a-z]* /typescript: /'
    ;;
  *)
    echo "typescript: unknown argument '$1'; known is: test" >&2
    exit 2
    ;;
esac
