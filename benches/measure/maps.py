"""Makes opinion maps with public libraries, as a baseline of `make bench`.

    maps.py reddwarf FOLDER REPEATS
    maps.py dense FILE PEOPLE STATEMENTS

The first runs red-dwarf's pipeline on the tables votes.csv and statements.csv of a folder, packed
with gzip or not, and times the call only. The second is a map without groups on a dense matrix:
missing votes as the mean of their statement, covariance, its eigenvectors, and the places of
people, from arrivals of eight bytes: the person, and three times the statement plus the vote plus
one. Both print {"seconds": [...]}, the second with the most memory that it held.
"""

import csv
import gzip
import json
import os
import sys
import time

# Seconds after which a call is not made again.
LONG = 5.0


def table(folder, name):
    path = os.path.join(folder, name)
    if os.path.exists(path + ".gz"):
        file = gzip.open(path + ".gz", "rt", encoding="utf-8", newline="")
    else:
        file = open(path, encoding="utf-8", newline="")
    with file:
        return list(csv.DictReader(file))


def reddwarf(folder, repeats):
    from reddwarf.implementations.base import run_pipeline

    names = {"participant": "participant_id", "statement": "statement_id", "vote": "vote"}
    votes = [
        {names[key]: int(row[key]) for key in names} for row in table(folder, "votes.csv")
    ]
    statements = table(folder, "statements.csv")
    out = [int(row["id"]) for row in statements if row["moderated"] == "-1"]
    meta = [int(row["id"]) for row in statements if row["meta"] in ("1", "true", "True")]
    seconds = []
    for _ in range(repeats):
        begin = time.perf_counter()
        run_pipeline(
            votes=votes,
            mod_out_statement_ids=out,
            meta_statement_ids=meta,
            reducer="pca",
            clusterer="kmeans",
            random_state=42,
            max_group_count=5,
        )
        seconds.append(time.perf_counter() - begin)
        if seconds[-1] > LONG:
            break
    return {"seconds": seconds}


def dense(path, people, statements):
    import numpy

    arrivals = numpy.fromfile(path, dtype=[("person", "<u4"), ("code", "<u4")])
    begin = time.perf_counter()
    matrix = numpy.full((people, statements), numpy.nan)
    votes = (arrivals["code"] % 3).astype(numpy.float64) - 1
    matrix[arrivals["person"], arrivals["code"] // 3] = votes
    answered = (~numpy.isnan(matrix)).sum(axis=1)
    mean = numpy.nanmean(matrix, axis=0)
    centred = numpy.where(numpy.isnan(matrix), mean, matrix) - mean
    covariance = centred.T @ centred / (people - 1)
    _, vectors = numpy.linalg.eigh(covariance)
    stretch = numpy.sqrt(statements / numpy.maximum(answered, 1))
    places = stretch[:, None] * (centred @ vectors[:, -2:])
    seconds = time.perf_counter() - begin
    assert numpy.isfinite(places).all()
    with open("/proc/self/status", encoding="ascii") as status:
        peak = next(line for line in status if line.startswith("VmHWM:"))
    return {"seconds": [seconds], "peak": int(peak.split()[1]) * 1024}


def main():
    if sys.argv[1] == "dense":
        told = dense(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
    else:
        told = reddwarf(sys.argv[2], int(sys.argv[3]))
    print(json.dumps(told))


if __name__ == "__main__":
    main()
