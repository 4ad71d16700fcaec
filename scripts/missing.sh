#!/usr/bin/env bash
# Says plainly that a make target has nothing to run yet, and fails: silence looks like success.
set -euo pipefail
echo "not run: make $1: $2" >&2
exit 1
