#!/usr/bin/env python3
"""Plays the scenarios that stand beside field data, and writes what came out to results/empirical/.

    cargo build --release
    python3 scripts/empirical.py                 # bakshy-2015 and milli-2023, some minutes
    python3 scripts/empirical.py milli-2023      # one of them

bakshy-2015.csv: the funnel by side with the published figures beside it. milli-2023.csv: by ranking and κ of arousal, the share
of hostile posts among those shown and said, the other side's share, and their differences from chronological order on the same
networks, agents and draws. Intervals are 95 % (Student's t, over runs). Needs nothing but Python 3.9.
"""

import argparse
import sys
from pathlib import Path

from common import BUILT, ROOT, played, read_runs, write_table
from statistic import interval

RESULTS = ROOT / "results" / "empirical"
# side, stage -> published share; (ours: − is liberal). What was shown and clicked is derived from relative reductions.
PUBLISHED = {
    ("neg", "network"): 0.24, ("neg", "expressed"): 0.24, ("neg", "shown"): 0.22, ("neg", "engaged"): 0.22 * 0.94,
    ("pos", "network"): 0.35, ("pos", "expressed"): 0.35, ("pos", "shown"): 0.33, ("pos", "engaged"): 0.33 * 0.83,
    ("all", "expressed"): 0.295, ("all", "shown"): 0.289, ("all", "engaged"): 0.249,
}
# Whether a stage was put in, fitted or left free: by side, and pooled.
STATUS = {"network": "given", "expressed": "given", "shown": "fitted (feed.temperature)", "engaged": "not fitted"}
POOLED = STATUS | {"shown": "not fitted", "engaged": "fitted (reaction.width)"}
ANIMOSITY = 0.116 - 0.085  # share of tweets with out-group animosity, engagement minus chronological (Milli et al.)


def write(name, header, rows):
    write_table(RESULTS / f"{name}.csv", header, rows, ".4f")
    print(f"results/empirical/{name}.csv")


def bakshy(folder):
    runs = read_runs(folder, "scripts/empirical.py")
    rows = []
    for side in ("neg", "pos", "all"):
        ending = "" if side == "all" else f"_{side}"
        readers = {"neg": "liberals", "pos": "conservatives", "all": "all"}[side]
        before = None
        for stage in ("network", "expressed", "shown", "engaged"):
            values = [float(run[f"crosscut_{stage}{ending}"]) for run in runs]
            mean, low, high = interval(values)
            row = {"readers": readers, "stage": stage, "runs": len(values), "mean": mean, "ci_low": low, "ci_high": high}
            row["published"] = PUBLISHED.get((side, stage), "")
            row["status"] = (POOLED if side == "all" else STATUS)[stage]
            if before:
                ratios = [value / other for value, other in zip(values, before)]
                row |= dict(zip(("of_stage_before", "of_ci_low", "of_ci_high"), interval(ratios)))
            before = values
            rows.append(row)
    header = ["readers", "stage", "runs", "mean", "ci_low", "ci_high", "published", "status"]
    write("bakshy-2015", header + ["of_stage_before", "of_ci_low", "of_ci_high"], rows)


def milli(folder):
    values = {}
    for run in read_runs(folder, "scripts/empirical.py"):
        for metric in ("animosity_views", "animosity_expressed", "crosscut_shown"):
            key = (run["reaction.arousal"], run["feed.ranking"], metric)
            values.setdefault(key, {})[run["replicate"]] = float(run[metric])
    rows, curve = [], []
    for (arousal, ranking, metric), mine in values.items():
        row = {"arousal": arousal, "ranking": ranking, "metric": metric, "runs": len(mine)}
        row |= dict(zip(("mean", "ci_low", "ci_high"), interval(list(mine.values()))))
        if ranking != "chronological":
            base = values[arousal, "chronological", metric]
            pairs = [value - base[replicate] for replicate, value in mine.items()]
            row |= dict(zip(("minus_chronological", "difference_ci_low", "difference_ci_high"), interval(pairs)))
            if (ranking, metric) == ("engagement", "animosity_views"):
                curve.append((float(arousal), row["minus_chronological"]))
        rows.append(row)
    rows.sort(key=lambda row: (row["metric"], float(row["arousal"]), row["ranking"]))
    header = ["metric", "arousal", "ranking", "runs", "mean", "ci_low", "ci_high", "minus_chronological"]
    write("milli-2023", header + ["difference_ci_low", "difference_ci_high"], rows)
    curve.sort()
    for (low, before), (high, after) in zip(curve, curve[1:]):
        if before <= ANIMOSITY < after:
            fitted = low + (high - low) * (ANIMOSITY - before) / (after - before)
            print(f"engagement - chronological = {ANIMOSITY:.3f} at arousal = {fitted:.3f} (interpolated)")


PLAYS = {"bakshy-2015": ("run", bakshy), "milli-2023": ("sweep", milli)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="bakshy-2015, milli-2023; default: both")
    parser.add_argument("--program", default=str(BUILT))
    parser.add_argument("--from", dest="done", type=Path, help="a result folder of the one NAME, instead of playing it")
    arguments = parser.parse_args()
    for name in arguments.names:
        if name not in PLAYS:
            sys.exit(f"no scenario is called {name}; there are {', '.join(PLAYS)}")
    if arguments.done and len(arguments.names) != 1:
        sys.exit("--from goes with one NAME")
    for name in arguments.names or PLAYS:
        verb, report = PLAYS[name]
        if arguments.done:
            report(arguments.done)
            continue
        with played([arguments.program, verb, f"scenarios/empirical/{name}.toml"]) as folder:
            report(folder)


if __name__ == "__main__":
    main()
