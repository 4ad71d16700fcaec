#!/usr/bin/env bash
# Makes .tools/python, a virtual environment with the Python client and what its tests need; does
# nothing when it is there and fresh. Quiet unless it fails.
#   python.sh        makes it
#   python.sh test   also checks style and types, and runs the tests of client and example
# The tests run the server: BERAAD_BIN, or target/debug/beraad.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=.tools/python
client=clients/python
export PIP_DISABLE_PIP_VERSION_CHECK=1

# Runs a command, and shows what it said only when it fails.
quietly() {
    if ! said=$("$@" 2>&1); then
        printf '%s\n' "$said" >&2
        echo "python: failed: $*" >&2
        exit 1
    fi
}

# The same for a runner of tests, of which the summary is shown as well.
summed() {
    quietly "${@:2}"
    grep -E "$1" <<< "$said" | sed 's/^/python: /'
}

# The mark is written last, so a broken installation is made anew.
wanted=$(python3 --version; cat $client/requirements-dev.txt $client/pyproject.toml)
if [ "$(cat $folder/installed.txt 2> /dev/null)" != "$wanted" ]; then
    quietly scripts/setup.sh venv
    rm -rf $folder
    mkdir -p .tools
    quietly python3 -m venv $folder
    quietly $folder/bin/pip install -q -r $client/requirements-dev.txt
    quietly $folder/bin/pip install -q --no-deps --no-build-isolation --editable $client
    printf '%s\n' "$wanted" > $folder/installed.txt
fi

case "${1:-}" in
"") ;;
test)
    python=$PWD/$folder/bin/python
    BERAAD_BIN=$(realpath "${BERAAD_BIN:-target/debug/beraad}")
    export BERAAD_BIN
    cd $client
    quietly "$python" -m ruff check .
    quietly "$python" -m ruff format --check .
    quietly "$python" -m mypy
    summed ' (passed|failed)' "$python" -m pytest
    cd examples/django
    export SITE_DATABASE=:memory:
    quietly "$python" -m mypy
    quietly "$python" manage.py makemigrations --check
    summed '^Ran ' "$python" -W error::ResourceWarning manage.py test
    ;;
*)
    echo "python: unknown argument '$1'; known is: test" >&2
    exit 2
    ;;
esac
