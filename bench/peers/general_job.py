"""What JOB-A must answer where cells are missing or rows have weights: pandas, scikit-learn, NumPy. Not timed.

usage: general_job.py FILE missing|weights
"""
import sys

import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score

from answers import ATTRIBUTES, CELLS, THRESHOLD, give


def area(label, score, weight):
    """Half for ties. With weights, sums are taken with 64 bits: doubles drift over millions of rows."""
    if weight is None:
        return float(roc_auc_score(label, score))
    order = np.argsort(score, kind="stable")
    label, score, w = label[order], score[order], weight[order].astype(np.longdouble)
    first = np.flatnonzero(np.r_[True, score[1:] != score[:-1]])
    yes = np.add.reduceat(np.where(label == 1, w, 0), first)
    no = np.add.reduceat(np.where(label == 0, w, 0), first)
    below = np.cumsum(no) - no
    return float(np.sum(yes * (below + no / 2)) / (np.sum(yes) * np.sum(no)))


def cells(t):
    w = t["weight"] if "weight" in t else pd.Series(1, index=t.index)
    referred = t["score"] >= THRESHOLD
    masks = (referred & (t["label"] == 1), referred & (t["label"] == 0), ~referred & (t["label"] == 1),
             ~referred & (t["label"] == 0))
    return {c: float(w[m].sum()) for c, m in zip(CELLS, masks)} | {"unverified": float(w[t["label"].isna()].sum())}


def area_of(t):
    known = t[t["label"].notna()]
    return area(known["label"].to_numpy(), known["score"].to_numpy(),
                known["weight"].to_numpy() if "weight" in known else None)


def main():
    columns = [*ATTRIBUTES, "score", "label"] + (["weight"] if sys.argv[2] == "weights" else [])
    t = pd.read_csv(sys.argv[1], usecols=columns, dtype=dict.fromkeys(ATTRIBUTES, "category"))
    t = t[t["score"].notna()]
    counts, areas = {"overall": cells(t)}, {"overall": area_of(t)}
    for attribute in ATTRIBUTES:
        groups = t[attribute].cat.add_categories("(missing)").fillna("(missing)")
        parts = {g: part for g, part in t.groupby(groups, observed=True)}
        counts[attribute] = {g: cells(part) for g, part in parts.items()}
        areas[attribute] = {g: area_of(part) for g, part in parts.items()}
    give(counts, areas)


main()
