"""How far the second half of a table lies from the first: five exact statistics, seven of counts.

usage: scipy_drift.py BASELINE CURRENT
"""
import json
import sys

import pandas as pd
from scipy.stats import chi2_contingency, ks_2samp, wasserstein_distance

NUMBERS = ("weight", "trips", "hours", "speed", "ratio")
WORDS = ("race", "sex", "age", "vehicle", "lane", "shift", "origin")


def main():
    a, b = (pd.read_csv(path, usecols=list(NUMBERS + WORDS)) for path in sys.argv[1:3])
    out = {}
    for column in NUMBERS:
        out[column] = {"ks": float(ks_2samp(a[column], b[column], method="asymp").statistic),
                       "wasserstein_1": float(wasserstein_distance(a[column], b[column]))}
    for column in WORDS:
        both = pd.concat([a[column].value_counts(), b[column].value_counts()], axis=1).fillna(0)
        out[column] = {"chi_square": float(chi2_contingency(both.T, correction=False).statistic)}
    print(json.dumps(out))


main()
