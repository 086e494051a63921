#!/usr/bin/env python3
"""Plays the scenarios that stand beside field data, and writes what came out to results/empirical/.

    cargo build --release
    python3 scripts/empirical.py                 # bakshy-2015 and milli-2023, some minutes
    python3 scripts/empirical.py milli-2023      # one of them

bakshy-2015.csv: the funnel by side with the published figures beside it. milli-2023.csv: by ranking and outrage, the share of
shown posts that are extreme, that come from the other side, and their differences from chronological order on the same
networks, agents and draws. Intervals are 95 % (Student's t, over runs). Needs nothing but Python 3.9.
"""

import argparse
import csv
import subprocess
import sys
import tempfile
from pathlib import Path

from statistic import interval

ROOT = Path(__file__).resolve().parent.parent
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
EXTREME = 0.8  # |y| from which a post is extreme: the outer fifth on each side


def play(program, verb, name, folder):
    words = [program, verb, f"scenarios/empirical/{name}.toml", "--out", folder, "--quiet"]
    subprocess.run(words, check=True, cwd=ROOT)


def rows_of(folder, table):
    with open(Path(folder) / f"{table}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(name, header, rows):
    RESULTS.mkdir(parents=True, exist_ok=True)
    with open(RESULTS / f"{name}.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow({key: f"{value:.4f}" if isinstance(value, float) else value for key, value in row.items()})
    print(f"results/empirical/{name}.csv")


def bakshy(folder):
    runs = rows_of(folder, "runs")
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
    runs = rows_of(folder, "runs")
    start = 0.8 * max(float(run["ticks"]) for run in runs)
    counts = {}
    for row in rows_of(folder, "opinions"):
        if float(row["tick"]) <= start:
            continue  # as the outcomes: the last fifth of the ticks
        outside = float(row["bin_low"]) >= EXTREME - 1e-9 or float(row["bin_high"]) <= -EXTREME + 1e-9
        for kind in ("shown", "expressed"):
            total = counts.setdefault((row["run_id"], kind), [0, 0])
            total[0] += int(row[kind]) if outside else 0
            total[1] += int(row[kind])
    values = {}
    for run in runs:
        key = (run["reaction.outrage"], run["feed.ranking"])
        measured = {"crosscut_shown": float(run["crosscut_shown"])}
        for kind in ("shown", "expressed"):
            extreme, total = counts[run["run_id"], kind]
            measured[f"extreme_{kind}"] = extreme / total
        for metric, value in measured.items():
            values.setdefault((*key, metric), {})[run["replicate"]] = value
    rows = []
    for (outrage, ranking, metric), mine in values.items():
        row = {"outrage": outrage, "ranking": ranking, "metric": metric, "runs": len(mine)}
        row |= dict(zip(("mean", "ci_low", "ci_high"), interval(list(mine.values()))))
        if ranking != "chronological":
            base = values[outrage, "chronological", metric]
            pairs = [value - base[replicate] for replicate, value in mine.items()]
            row |= dict(zip(("minus_chronological", "difference_ci_low", "difference_ci_high"), interval(pairs)))
        rows.append(row)
    rows.sort(key=lambda row: (row["metric"], float(row["outrage"]), row["ranking"]))
    header = ["metric", "outrage", "ranking", "runs", "mean", "ci_low", "ci_high", "minus_chronological"]
    write("milli-2023", header + ["difference_ci_low", "difference_ci_high"], rows)


PLAYS = {"bakshy-2015": ("run", bakshy), "milli-2023": ("sweep", milli)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="bakshy-2015, milli-2023; default: both")
    parser.add_argument("--program", default=str(ROOT / "target" / "release" / "hushfeed"))
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
        with tempfile.TemporaryDirectory() as folder:
            play(arguments.program, verb, name, folder + "/out")
            report(folder + "/out")


if __name__ == "__main__":
    main()
