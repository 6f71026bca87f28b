#!/usr/bin/env python3
"""Times gauger beside its peers and prints ratios.

Pairs run in turn (A B A B ...), each as a whole process, warm cache; a ratio is taken pair by pair and
its median is shown, so that a machine whose speed drifts drifts for both. Peers that print answers are
held against gauger's: a pair whose answers differ has no ratio. Nothing but Python's standard library
is needed here; a peer that is not installed is named and left out.

usage: run.py --gauger PROGRAM --spawn PROGRAM --work FOLDER [--rows 1,10] [--only NAME,...] [--json FILE]
"""
import argparse
import importlib.util
import json
import math
import os
import platform
import shutil
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
COLUMNS = ["--score", "score", "--outcome", "label", "--protected", "race,sex,age", "--threshold", "0.1"]
NUMBERS = "weight,trips,hours,speed,ratio"
WORDS = "race,sex,age,vehicle,lane,shift,origin"
CELLS = ("tp", "fp", "fn", "tn")
INTERVALS = ("base_rate", "selection_rate", "precision", "recall", "specificity", "false_positive_rate",
             "false_negative_rate", "negative_predictive_value", "accuracy", "roc_auc")
MEANS = ("brier_score", "log_loss", "average_precision")
ANSWERS = (0, 1, 3)  # exit statuses that are answers: yes, no, cannot be said


class Run:
    """One process: seconds on the wall, seconds of processor, peak memory in MiB, what it printed."""

    def __init__(self, spawn, command, out):
        subprocess.run([spawn, out + ".used", out, out + ".err", *command], check=True)
        wall, cpu, memory, status = open(out + ".used").read().split()
        self.wall, self.cpu, self.memory = float(wall), float(cpu), int(memory) / 1024
        self.status, self.out = int(status), out


def installed(names):
    return [n for n in names if importlib.util.find_spec(n) is None]


# ---- what gauger says, in the form of the peers

def gauger_job(path):
    document = json.load(open(path))
    counts, areas = {}, {"overall": document["overall"]["roc_auc"]["value"]}
    for name, attribute in document["attributes"].items():
        counts[name] = {g: {c: m[c] for c in CELLS} for g, m in attribute["groups"].items()}
        areas[name] = {g: m["roc_auc"]["value"] for g, m in attribute["groups"].items()}
    return {"counts": counts, "roc_auc": areas}


def gauger_counts(path):
    return {"counts": gauger_job(path)["counts"], "roc_auc": {}}


def blocks(path):
    """The figures of everyone, and of each group by attribute."""
    document = json.load(open(path))
    return {"overall": document["overall"]} | {
        name: attribute["groups"] for name, attribute in document["attributes"].items()}


def by_block(path, read):
    return {name: read(block) if name == "overall" else {g: read(m) for g, m in block.items()}
            for name, block in blocks(path).items()}


def gauger_general(path):
    """Counts with those whose outcome is not known; areas over rows of which it is."""
    def area(m):
        return m["roc_auc"]["observed"] if m["roc_auc"]["value"] is None else m["roc_auc"]["value"]
    return {"counts": by_block(path, lambda m: {c: m[c] for c in (*CELLS, "unverified")}),
            "roc_auc": by_block(path, area)}


def gauger_intervals(path):
    def figures(m):
        return {name: [m[name][k] for k in ("value", "low", "high")] for name in INTERVALS} | {
            name: [m[name]["value"]] for name in MEANS}
    return by_block(path, figures)


def gauger_drift(path):
    out = {}
    for name, column in json.load(open(path))["columns"].items():
        tests = column["tests"]
        if column["type"] == "numeric":
            out[name] = {k: tests[k]["statistic"] for k in ("ks", "wasserstein_1")}
        else:
            out[name] = {"chi_square": tests["chi_square"]["statistic"]}
    return out


def printed(path):
    return json.load(open(path))


def same(a, b):
    """Equal to 1e-12 of the figure."""
    if isinstance(a, dict):
        return isinstance(b, dict) and a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    if isinstance(a, list):
        return isinstance(b, list) and len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, (int, float)):
        return isinstance(b, (int, float)) and math.isclose(a, b, rel_tol=1e-12, abs_tol=1e-15)
    return a == b


# ---- the pairs

class Check:
    """A program that is not timed, whose answers those of A are held against."""

    def __init__(self, command, read, needs):
        self.command, self.read, self.needs = command, read, needs


class Pair:
    def __init__(self, name, a, b, rows, runs, goal="", answers=None, needs=(), check=None):
        self.name, self.a, self.b, self.rows, self.runs, self.goal = name, a, b, rows, runs, goal
        self.answers, self.needs, self.check = answers, needs, check


class Alone(Pair):
    """One program by itself: a figure of its run instead of a ratio."""

    def __init__(self, name, a, rows, runs, goal, figure):
        Pair.__init__(self, name, a, None, rows, runs, goal)
        self.figure = figure


def milliseconds(runs):
    return statistics.median(r.wall for r in runs) * 1000


def mebibytes(runs):
    return max(r.memory for r in runs)


def pairs(gauger, work, python, tools):
    def table(rows):
        return os.path.join(work, "%dm.csv" % rows)

    def evaluate_file(path, measure, *more):
        return [gauger, "evaluate", path, *COLUMNS, "--measure", measure, "--threads", "2", "--format",
                "json", *more]

    def evaluate(rows, measure):
        return evaluate_file(table(rows), measure)

    def draws(rows):
        return Alone("10,000 draws, 72 figures (ms)", [os.path.join(tools, "draws"), str(rows * 1000000)],
                     rows, 15, "at most 150 (50)", milliseconds)

    def peer(script, *args):
        return [python, os.path.join(HERE, "peers", script), *args]

    def general(name, rows, form, *more, answers=None, what=None):
        path = os.path.join(work, "%dm-%s.csv" % (rows, form)) if form else table(rows)
        check = Check(peer("general_job.py", path, what), gauger_general,
                      ("pandas", "sklearn")) if what else None
        return Pair("JOB-A, %s / plain" % name, evaluate_file(path, "ranking", *more),
                    evaluate(rows, "ranking"), rows, 9 if rows == small else 5, "at most 3", answers,
                    check=check)

    def generals(rows):
        return [general("quoted fields", rows, "quoted", answers=alike),
                general("CRLF", rows, "crlf", answers=alike),
                general("missing values", rows, "missing", what="missing"),
                general("weights", rows, "", "--weight", "weight", what="weights")]

    def whole(rows):
        return Check(peer("intervals_job.py", table(rows)), gauger_intervals, ("pandas", "scipy", "sklearn"))

    def job_b(rows, runs):
        return Pair("JOB-B / wc -l", evaluate(rows, "all"), lines(rows), rows, runs, "at most 6 (4)",
                    check=whole(rows))

    def fairlearn(rows, goal):
        return Pair("pandas and Fairlearn / JOB-A", peer("fairlearn_job.py", table(rows)),
                    evaluate(rows, "ranking"), rows, 1, goal, (printed, gauger_job), ("pandas", "fairlearn"))

    def lines(rows):
        return ["wc", "-l", table(rows)]

    def drift(rows):
        return [gauger, "drift", table(rows), "--baseline", os.path.join(work, "%dm-before.csv" % rows),
                "--feature", NUMBERS + "," + WORDS, "--threads", "2", "--format", "json"]

    def halves(rows):
        return [os.path.join(work, "%dm-before.csv" % rows), table(rows)]

    big, small = 10, 1
    alike = (gauger_job, gauger_job)
    return [
        Pair("counts only / wc -l", evaluate(big, "counts"), lines(big), big, 7, "at most 2.0 (1.3)"),
        Pair("JOB-A / wc -l", evaluate(big, "ranking"), lines(big), big, 7, "at most 3.0 (2.0)"),
        Pair("JOB-B / JOB-A", evaluate(big, "all"), evaluate(big, "ranking"), big, 7, "at most 1.5 (1.2)",
             check=whole(big)),
        job_b(small, 15),
        job_b(big, 7),
        Pair("DuckDB, counts / gauger", peer("duckdb_job.py", table(big), "2", "counts"),
             evaluate(big, "counts"), big, 3, "", (printed, gauger_counts), ("duckdb",)),
        Pair("DuckDB, whole job / JOB-A", peer("duckdb_job.py", table(big), "2"), evaluate(big, "ranking"), big,
             3, "at least 12 (25)", (printed, gauger_job), ("duckdb",)),
        Pair("pandas and scikit-learn / JOB-A", peer("pandas_job.py", table(big)), evaluate(big, "ranking"),
             big, 3, "at least 20 (30)", (printed, gauger_job), ("pandas", "sklearn")),
        fairlearn(small, ""),
        fairlearn(big, "at least 400 (700)"),
        Pair("SciPy, drift / gauger", peer("scipy_drift.py", *halves(big)), drift(big), big, 1,
             "at least 15 (30)", (printed, gauger_drift), ("scipy", "pandas")),
        Pair("check, all detectors / wc -l, one thread", [gauger, "check", table(big), "--threads", "1"],
             lines(big), big, 5, "at most 5"),
        *generals(small),
        *generals(big),
        draws(small),
        draws(big),
        Alone("peak memory, counts only (MiB)", evaluate(big, "counts"), big, 3, "at most 24 (12)",
              mebibytes),
        Alone("peak memory, JOB-A (MiB)", evaluate(big, "ranking"), big, 3, "at most 169 (86)", mebibytes),
        Alone("start-up, --version (ms)", [gauger, "--version"], 0, 21, "at most 10 (5)", milliseconds),
        Alone("start-up, gate on an evaluation (ms)", [
            gauger, "gate", "--evaluation", os.path.join(work, "evaluation.json"), "--policy",
            os.path.join(HERE, "..", "models", "compas.policy.yaml")], 0, 21, "at most 10 (5)", milliseconds),
    ]


def differs(pair, a, spawn, work):
    """What is wrong with the answers of A, by the program that they are held against; None where nothing is."""
    if not pair.check or installed(pair.check.needs):
        return None
    check = Run(spawn, pair.check.command, os.path.join(work, "check.out"))
    if check.status != 0:
        return "its answers cannot be checked: " + " ".join(
            open(check.out + ".err").read().strip().splitlines()[-1:])
    return None if same(printed(check.out), pair.check.read(a.out)) else "the answers differ"


def measure(pair, spawn, work):
    """Runs a pair in turn; returns the runs of A and of B, after one round that is not counted."""
    runs_a, runs_b = [], []
    for i in range(pair.runs + 1):
        a = Run(spawn, pair.a, os.path.join(work, "a.out"))
        b = Run(spawn, pair.b, os.path.join(work, "b.out")) if pair.b else None
        if i == 0:
            if a.status not in ANSWERS or (b and b.status not in ANSWERS):
                bad = a if a.status not in ANSWERS else b
                return None, None, open(bad.out + ".err").read().strip().splitlines()[-1:]
            if pair.answers and not same(pair.answers[0](a.out), pair.answers[1](b.out)):
                return None, None, ["the answers differ"]
            wrong = differs(pair, a, spawn, work)
            if wrong:
                return None, None, [wrong]
            if pair.runs > 1:
                continue
        runs_a.append(a)
        runs_b.append(b)
    return runs_a, runs_b, []


def row_of(pair, runs_a, runs_b):
    mid = statistics.median
    if not pair.b:
        return {"pair": pair.name, "ratio": pair.figure(runs_a), "low": None, "high": None,
                "goal": pair.goal, "a": sample(runs_a), "b": None, "rows": pair.rows}
    ratios = [a.wall / b.wall for a, b in zip(runs_a, runs_b)]
    return {"pair": pair.name, "ratio": mid(ratios), "low": min(ratios), "high": max(ratios),
            "goal": pair.goal, "a": sample(runs_a), "b": sample(runs_b), "rows": pair.rows}


def sample(runs):
    return {"wall": statistics.median(r.wall for r in runs), "cpu": statistics.median(r.cpu for r in runs),
            "memory": max(r.memory for r in runs), "runs": len(runs)}


def used(one):
    return "%.3f s, %.3f s, %.0f MiB" % (one["wall"], one["cpu"], one["memory"]) if one else ""


def line_of(row):
    span = " (%.2f to %.2f)" % (row["low"], row["high"]) if row["low"] is not None else ""
    return "| %s | %s | %.2f%s | %s | %s | %s |" % (
        row["pair"], "%d million" % row["rows"] if row["rows"] else "", row["ratio"], span,
        row["goal"], used(row["a"]), used(row["b"]))


def make_tables(gauger, work, sizes):
    for rows in sizes:
        for name, seed in (("%dm.csv" % rows, "1"), ("%dm-before.csv" % rows, "2")):
            path = os.path.join(work, name)
            if not os.path.exists(path):
                subprocess.run([gauger, "synth", os.path.join(HERE, "table.yaml"), "-o", path, "--rows",
                                str(rows * 1000000), "--seed", seed], check=True, stdout=subprocess.DEVNULL)


def in_quotes(i, cells):
    return ",".join('"%s"' % c for c in cells[:7]) + "," + ",".join(cells[7:]) + "\n"


def with_crlf(i, cells):
    return ",".join(cells) + "\r\n"


def with_gaps(i, cells):
    """Some groups, scores and outcomes are not known; no row lacks all of them."""
    for every, column in ((25, 0), (33, 12), (20, 13)):
        if i % every == 1:
            cells[column] = ""
    return ",".join(cells) + "\n"


def make_forms(work, rows, chosen):
    """A table as other programs write it, where a pair reads it."""
    for name, form in (("quoted", in_quotes), ("crlf", with_crlf), ("missing", with_gaps)):
        path = os.path.join(work, "%dm-%s.csv" % (rows, name))
        if os.path.exists(path) or not any(path in pair.a for pair in chosen):
            continue
        with open(os.path.join(work, "%dm.csv" % rows)) as table, open(path + ".part", "w", newline="") as out:
            for i, row in enumerate(table):
                out.write(form(i, row.rstrip("\n").split(",")))
        os.rename(path + ".part", path)


def make_evaluation(gauger, work, rows):
    with open(os.path.join(work, "evaluation.json"), "w") as out:
        subprocess.run([gauger, "evaluate", os.path.join(work, "%dm.csv" % rows), *COLUMNS, "--format",
                        "json"], check=True, stdout=out)


def machine():
    name = "unknown processor"
    with open("/proc/cpuinfo") as info:
        for line in info:
            if line.startswith("model name"):
                name = line.split(":", 1)[1].strip()
                break
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return "%s, %d processors, %.0f GiB, %s" % (name, len(os.sched_getaffinity(0)), memory,
                                                platform.system())


def choose(every, sizes, only, parser):
    """The pairs that were asked for; ends the program, with 2, where there is none."""
    named = [p for p in every if not only or any(w in p.name for w in only.split(","))]
    chosen = [p for p in named if not p.rows or p.rows in sizes]
    if not named:
        parser.error("--only: no pair has such a name; the pairs are: %s" % "; ".join(
            dict.fromkeys(p.name for p in every)))
    if not chosen:
        parser.error("--rows: %s: at %s million rows alone" % (
            "; ".join(dict.fromkeys(p.name for p in named)),
            " and ".join(str(n) for n in sorted({p.rows for p in named}))))
    return chosen


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--gauger", required=True)
    parser.add_argument("--spawn", required=True, help="bench/spawn.c, built; bench/draws.c beside it")
    parser.add_argument("--work", required=True)
    parser.add_argument("--rows", default="1,10", help="millions of rows, from 1 and 10")
    parser.add_argument("--only", help="pairs whose name holds one of these words")
    parser.add_argument("--json", help="write the rows here too")
    o = parser.parse_args()
    sizes = [int(n) for n in o.rows.split(",")]
    tools = os.path.dirname(os.path.abspath(o.spawn))
    chosen = choose(pairs(os.path.abspath(o.gauger), o.work, sys.executable, tools), sizes, o.only, parser)
    os.makedirs(o.work, exist_ok=True)
    make_tables(o.gauger, o.work, sizes)
    make_evaluation(o.gauger, o.work, sizes[0])
    for rows in sizes:
        make_forms(o.work, rows, chosen)
    print("Whole processes, warm cache; pairs in turn, the median of their ratios (least to greatest);")
    print("then wall time, processor time and peak memory of each side. Machine: %s.\n" % machine())
    print("| pair (A / B) | rows | ratio or figure | goal (stretch) | A | B |\n|---|---|---|---|---|---|")
    rows, left_out, failed = [], [], False
    for pair in chosen:
        missing = installed(pair.needs)
        if missing or not shutil.which(pair.a[0]):
            left_out.append("%s: not run, %s not installed (bench/requirements.txt)" % (
                pair.name, ", ".join(missing) or pair.a[0]))
            continue
        a, b, why = measure(pair, os.path.abspath(o.spawn), o.work)
        unchecked = installed(pair.check.needs) if pair.check else []
        if unchecked:
            left_out.append("%s: answers not checked, %s not installed" % (pair.name, ", ".join(unchecked)))
        if a is None:
            failed = True
            left_out.append("%s: no ratio, %s" % (pair.name, " ".join(why) or "it failed"))
            continue
        rows.append(row_of(pair, a, b))
        print(line_of(rows[-1]), flush=True)
    if left_out:
        print("\n" + "\n".join(left_out))
    if o.json:
        with open(o.json, "w") as out:
            json.dump(rows, out, indent=1)
    if failed:
        sys.exit(1)


main()
