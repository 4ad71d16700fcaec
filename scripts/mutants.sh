#!/bin/sh
# Plants one bug after another in a copy of the tree, and lets the simulation look for it.
# Each patch in tests/mutants must be convicted by a seed from 1 to MUTANT_SEEDS (200).
set -eu
cd "$(dirname "$0")/.."

seeds=${MUTANT_SEEDS:-200}
work=$PWD/target/mutants
tree=$work/tree
export CARGO_TARGET_DIR="$work/target"
mkdir -p "$tree"

# Only what differs is copied, and files that are gone are removed, so that builds stay short.
sync_tree() {
    git ls-files -co --exclude-standard | while read -r file; do
        [ -f "$file" ] || continue
        cmp -s "$file" "$tree/$file" && continue
        mkdir -p "$tree/$(dirname "$file")"
        cp "$file" "$tree/$file"
    done
    (cd "$tree" && find . -type f | sed 's,^\./,,') | while read -r file; do
        [ -f "$file" ] || rm "$tree/$file"
    done
}

build() {
    (cd "$tree" && cargo test --locked --test simulation --no-run >"$work/build.log" 2>&1)
}

# Plays seeds $2 to $2 + $3 - 1 for $4 seconds at most.
simulate() {
    (cd "$tree" && SIMULATION_START=$2 SIMULATION_SEEDS=$3 RUST_BACKTRACE=0 timeout "$4" \
        cargo test --locked --test simulation every_seed >"$work/$1.log" 2>&1)
}

# A bug may keep a seed from ending, which breaks the promise that everybody gets an answer.
endless() {
    one=1
    while [ "$one" -le "$seeds" ]; do
        ended=0
        simulate "$1" "$one" 1 30 || ended=$?
        [ "$ended" = 0 ] || break
        one=$((one + 1))
    done
    [ "$ended" = 124 ] && echo "$one"
}

failed=0
table=$work/table
printf '%-32s | %-26s | %s\n' mutant 'convicted by' 'at seed' >"$table"
row() {
    printf '%-32s | %-26s | %s\n' "$1" "$2" "$3" | tee -a "$table"
}

for patch in ${*:-tests/mutants/*.patch}; do
    name=$(basename "$patch" .patch)
    sync_tree
    if ! patch -d "$tree" -p1 --no-backup-if-mismatch -F0 <"$patch" >"$work/patch.log" 2>&1
    then
        row "$name" 'the patch does not apply' '-'
        failed=1
        continue
    elif ! build; then
        row "$name" 'it does not build' '-'
        failed=1
        continue
    fi
    ended=0
    simulate "$name" 1 "$seeds" 300 || ended=$?
    if [ "$ended" = 0 ]; then
        row "$name" 'nobody: it survives' '-'
        failed=1
    elif [ "$ended" = 124 ] && seed=$(endless "$name"); then
        row "$name" 'no end' "$seed"
    else
        log=$work/$name.log
        seed=$(sed -n 's/^seed \([0-9]*\) broke a promise.*/\1/p' "$log" | head -n 1)
        check=$(sed -n '/^seed [0-9]* broke a promise/{n;s/^ *\([^:]*\):.*/\1/p;}' "$log" |
            head -n 1)
        # Without a seed the simulation failed for another reason, which convicts nobody.
        [ -n "$seed" ] || failed=1
        row "$name" "${check:-it did not run}" "${seed:--}"
    fi
done
sync_tree
echo
cat "$table"
exit $failed
