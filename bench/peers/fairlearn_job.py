"""The same job as most people write it: pandas, and Fairlearn's MetricFrame for each attribute.

usage: fairlearn_job.py FILE
"""
import sys

import pandas as pd
from fairlearn.metrics import MetricFrame, count
from sklearn.metrics import confusion_matrix, roc_auc_score

from answers import ATTRIBUTES, CELLS, THRESHOLD, give


def cell(row, column):
    def metric(truth, referred):
        return confusion_matrix(truth, referred, labels=[1, 0])[row, column]
    return metric


def main():
    t = pd.read_csv(sys.argv[1])
    referred = (t["score"] >= THRESHOLD).astype(int)
    metrics = {"tp": cell(0, 0), "fn": cell(0, 1), "fp": cell(1, 0), "tn": cell(1, 1), "count": count}
    counts, areas = {}, {"overall": roc_auc_score(t["label"], t["score"])}
    for attribute in ATTRIBUTES:
        frame = MetricFrame(metrics=metrics, y_true=t["label"], y_pred=referred,
                            sensitive_features=t[attribute]).by_group
        area = MetricFrame(metrics={"a": roc_auc_score}, y_true=t["label"], y_pred=t["score"],
                           sensitive_features=t[attribute]).by_group
        counts[attribute] = {g: {c: int(frame.loc[g, c]) for c in CELLS} for g in frame.index}
        areas[attribute] = {g: float(area.loc[g, "a"]) for g in area.index}
    give(counts, areas)


main()
