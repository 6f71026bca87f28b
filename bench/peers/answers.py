"""What every peer prints: the counts and areas of one job, as one JSON document."""
import json

ATTRIBUTES = ("race", "sex", "age")
THRESHOLD = 0.1
CELLS = ("tp", "fp", "fn", "tn")


def give(counts, areas):
    """counts: {attribute: {group: {cell: n}}}; areas: {"overall": x, attribute: {group: x}}."""
    print(json.dumps({"counts": counts, "roc_auc": areas}))
