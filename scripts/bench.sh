#!/usr/bin/env bash
# Measures with baselines in the same run, and writes docs/benchmarks.md. BENCH=unary,batch runs a
# part, BENCH=map-large what needs a GiB of memory, QUICK=1 shortens; none of them writes the
# document. PostgreSQL is installed when it is missing,
# runs in a folder of its own for as long as this takes, and is measured with pgbench.
set -euo pipefail
cd "$(dirname "$0")/.."

install_postgres() {
    command -v pgbench > /dev/null && ls /usr/lib/postgresql/*/bin/initdb > /dev/null 2>&1 && return
    local as_root=""
    [ "$(id -u)" = 0 ] || as_root="sudo"
    $as_root apt-get install -y --no-install-recommends postgresql postgresql-contrib > /dev/null
}

start_postgres() {
    local port=54399
    bin=$(ls -d /usr/lib/postgresql/*/bin | tail -1)
    run=""
    folder=$(realpath "$(mktemp -d target/bench-postgres.XXXXXX)")
    # PostgreSQL refuses to run as root.
    if [ "$(id -u)" = 0 ]; then
        run="runuser -u postgres --"
        rmdir "$folder"
        # Its user must be able to walk to a folder below this one.
        folder=$(mktemp -d /var/tmp/bench-postgres.XXXXXX)
        chown postgres "$folder"
    fi
    $run "$bin/initdb" -D "$folder/data" -A trust -U bench > /dev/null
    $run "$bin/pg_ctl" -D "$folder/data" -w -l "$folder/log" \
        -o "-p $port -k $folder -c listen_addresses='' -c max_connections=100" start > /dev/null
    trap stop_postgres EXIT
    psql -h "$folder" -p $port -U bench -q postgres -c "create table stance (
        id bigserial primary key, deliberation text not null, member text not null,
        item text not null, value int not null, at timestamptz not null default now())"
    cat > target/bench-insert.sql << 'SQL'
\set member random(1, 100000)
\set item random(1, 20)
\set value random(-2, 2)
insert into stance (deliberation, member, item, value)
values ('deliberations/plein', 'members/' || :member, 'statements/' || :item, :value);
SQL
    export BENCH_PGBENCH="pgbench -h $folder -p $port -U bench -n -c 64 -j 2 -M prepared \
        -T \$SECONDS_TO_RUN -f $PWD/target/bench-insert.sql postgres"
}

stop_postgres() {
    $run "$bin/pg_ctl" -D "$folder/data" -m immediate stop > /dev/null
    rm -rf "$folder"
}

# The libraries that the decision rules and the opinion map are measured beside, in a folder of
# their own.
install_libraries() {
    local folder=target/bench-python
    scripts/setup.sh venv
    [ -x $folder/bin/python ] || python3 -m venv $folder
    $folder/bin/pip install -q --disable-pip-version-check \
        pref_voting==1.18.2 abcvoting==2.19.2 pabutools==1.2.3 gmpy2==2.3.2 \
        red-dwarf==0.4.0
    export BENCH_PYTHON=$PWD/$folder/bin/python
}

mkdir -p target
case "${BENCH:-rules}" in
*rules* | *map*) install_libraries ;;
esac
case "${BENCH:-unary}" in
*unary*) install_postgres && start_postgres ;;
esac
cargo bench --locked --bench measure
