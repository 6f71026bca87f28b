"""Joint counts of three attributes, and areas under the curve with half for ties, in DuckDB.

usage: duckdb_job.py FILE THREADS [counts]
"""
import sys

import duckdb

from answers import ATTRIBUTES, CELLS, THRESHOLD, give

TYPES = {"race": "VARCHAR", "sex": "VARCHAR", "age": "VARCHAR", "vehicle": "VARCHAR", "lane": "VARCHAR",
         "shift": "VARCHAR", "origin": "VARCHAR", "weight": "DOUBLE", "trips": "INTEGER", "hours": "DOUBLE",
         "speed": "DOUBLE", "ratio": "DOUBLE", "score": "DOUBLE", "label": "UTINYINT"}
JOINT = """SELECT race, sex, age, label, score >= ? AS referred, count(*) FROM %s GROUP BY ALL"""
# Mid-ranks: rows of one score share the mean of the places they take.
AREA = """WITH s AS (SELECT {by} AS g, score, count(*) AS n, sum(label)::BIGINT AS p FROM t GROUP BY ALL),
r AS (SELECT g, n, p, sum(n) OVER (PARTITION BY g ORDER BY score) - (n - 1) / 2.0 AS mid FROM s)
SELECT g, (sum(mid * p) - sum(p) * (sum(p) + 1) / 2.0) / (sum(p)::DOUBLE * (sum(n) - sum(p))) FROM r GROUP BY g"""


def counts_of(rows):
    counts = {a: {} for a in ATTRIBUTES}
    for *groups, label, referred, n in rows:
        cell = CELLS[(0 if label else 1) if referred else (2 if label else 3)]
        for attribute, group in zip(ATTRIBUTES, groups):
            one = counts[attribute].setdefault(group, dict.fromkeys(CELLS, 0))
            one[cell] += n
    return counts


def main():
    path, threads = sys.argv[1], int(sys.argv[2])
    db = duckdb.connect()
    db.execute("SET threads = %d" % threads)
    source = "read_csv('%s', header = true, auto_detect = false, columns = %r)" % (path, TYPES)
    if len(sys.argv) > 3:
        give(counts_of(db.execute(JOINT % source, [THRESHOLD]).fetchall()), {})
        return
    db.execute("CREATE TEMP TABLE t AS SELECT race, sex, age, score, label FROM " + source)
    counts = counts_of(db.execute(JOINT % "t", [THRESHOLD]).fetchall())
    areas = {"overall": db.execute(AREA.format(by="1")).fetchall()[0][1]}
    for attribute in ATTRIBUTES:
        areas[attribute] = dict(db.execute(AREA.format(by=attribute)).fetchall())
    give(counts, areas)


main()
