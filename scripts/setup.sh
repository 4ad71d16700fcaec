#!/usr/bin/env bash
# Installs what the other scripts need and does not find; does nothing the second time.
#   setup.sh compiler   a C compiler, because SQLite is built from source
#   setup.sh cxx        a C++ compiler, because libFuzzer is
#   setup.sh buf        the linter of the contract, at the version that tools/ pins, into .tools/
#   setup.sh venv       what Python makes virtual environments with
#   setup.sh browser    Chromium, which the tests of gRPC-Web drive
#   setup.sh python     the Python client with what its tests need, into .tools/python
#   setup.sh typescript the TypeScript client with what its tests need but the browser
set -euo pipefail
cd "$(dirname "$0")/.."

install() {
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then as_root=(sudo); fi
  # apt would read what is typed ahead.
  "${as_root[@]}" apt-get update -qq </dev/null >&2
  "${as_root[@]}" apt-get install -y -qq "$@" </dev/null >&2
}

compiler() {
  if command -v cc >/dev/null; then return; fi
  echo "setup: no C compiler found, installing gcc" >&2
  install gcc libc6-dev
}

cxx() {
  if command -v c++ >/dev/null; then return; fi
  echo "setup: no C++ compiler found, installing g++" >&2
  install g++
}

buf() {
  # The copied lock file is the mark of a finished installation, so it is written last.
  if cmp -s tools/package-lock.json .tools/installed.json; then return; fi
  if ! command -v npm >/dev/null; then
    echo "setup: npm is missing; install Node 20 or newer" >&2
    exit 1
  fi
  echo "setup: installing buf into .tools/" >&2
  mkdir -p .tools
  cp tools/package.json tools/package-lock.json tools/.npmrc .tools/
  # The packages carry the program itself; their install scripts only check for it.
  npm ci --prefix .tools --ignore-scripts --loglevel error >&2
  cp tools/package-lock.json .tools/installed.json
}

venv() {
  if python3 -c 'import ensurepip' 2>/dev/null; then return; fi
  echo "setup: Python makes no virtual environments yet, installing python3-venv" >&2
  install --no-install-recommends python3-venv
}

browser() {
  if [ -x "${CHROMIUM_BIN:-/usr/bin/chromium}" ]; then return; fi
  echo "setup: no browser found, installing chromium" >&2
  install --no-install-recommends chromium
}

python() { scripts/python.sh; }

typescript() { scripts/typescript.sh; }

for need in "$@"; do
  case "$need" in
    compiler | cxx | buf | venv | browser | python | typescript) "$need" ;;
    *)
      known="compiler, cxx, buf, venv, browser, python, typescript"
      echo "setup: unknown need '$need'; known are: $known" >&2
      exit 2
      ;;
  esac
done
