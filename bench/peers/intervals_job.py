"""What JOB-B must answer: rates with Wilson's intervals, areas with DeLong's, Brier score, log loss and average
precision, overall and by group, by SciPy and scikit-learn. Not timed.

usage: intervals_job.py FILE
"""
import json
import sys

import numpy as np
import pandas as pd
from scipy.special import expit, logit
from scipy.stats import binomtest, norm, rankdata
from sklearn.metrics import average_precision_score, brier_score_loss, log_loss, roc_auc_score

from answers import ATTRIBUTES, THRESHOLD


def delong(label, score):
    """The variance of the area, by the midranks of cases with and without the outcome."""
    yes, no = score[label == 1], score[label == 0]
    ranks = rankdata(np.r_[yes, no])
    above = (ranks[:len(yes)] - rankdata(yes)) / len(no)
    below = 1 - (ranks[len(yes):] - rankdata(no)) / len(yes)
    return np.sqrt(np.var(above, ddof=1) / len(yes) + np.var(below, ddof=1) / len(no))


def rates(label, referred):
    tp, fp = int(np.sum(label & referred)), int(np.sum(~label & referred))
    fn, tn = int(np.sum(label & ~referred)), int(np.sum(~label & ~referred))
    parts = {"base_rate": (tp + fn, len(label)), "selection_rate": (tp + fp, len(label)),
             "precision": (tp, tp + fp), "recall": (tp, tp + fn), "specificity": (tn, tn + fp),
             "false_positive_rate": (fp, tn + fp), "false_negative_rate": (fn, tp + fn),
             "negative_predictive_value": (tn, tn + fn), "accuracy": (tp + tn, len(label))}
    out = {}
    for name, (k, n) in parts.items():
        interval = binomtest(k, n).proportion_ci(0.95, "wilson")
        out[name] = [k / n, float(interval.low), float(interval.high)]
    return out


def figures(label, score):
    out = rates(label == 1, score >= THRESHOLD)
    area, error = roc_auc_score(label, score), delong(label, score)
    reach = norm.ppf(0.975) * error / (area * (1 - area))
    out["roc_auc"] = [float(area), float(expit(logit(area) - reach)), float(expit(logit(area) + reach))]
    for name, metric in (("brier_score", brier_score_loss), ("log_loss", log_loss),
                         ("average_precision", average_precision_score)):
        out[name] = [float(metric(label, score))]
    return out


def main():
    kinds = dict.fromkeys(ATTRIBUTES, "category") | {"score": "float64", "label": "uint8"}
    t = pd.read_csv(sys.argv[1], usecols=list(kinds), dtype=kinds)
    label, score = t["label"].to_numpy(), t["score"].to_numpy()
    out = {"overall": figures(label, score)}
    for attribute in ATTRIBUTES:
        codes = t[attribute].cat.codes.to_numpy()
        out[attribute] = {g: figures(label[codes == i], score[codes == i])
                          for i, g in enumerate(t[attribute].cat.categories)}
    print(json.dumps(out))


main()
