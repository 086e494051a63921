#!/usr/bin/env python3
# /// script
# requires-python = ">=3.10"
# dependencies = ["matplotlib>=3.8"]
# ///
"""Compares the rankings of a sweep over feed.ranking: a table of means and of paired differences, and a dot plot.

    hushfeed sweep scenarios/sweeps/rankings.toml
    python3 scripts/rankings.py results/all-rankings --to results/rankings --name rankings

Runs with the same replicate share network, agents and draws, so that the difference of a ranking from `random` is taken
within the replicate, and its interval is that of a mean of these differences (Student's t, 95 %). Writes NAME.csv (one
row a ranking and metric) and NAME.png, and the table in README.md there between the marks NAME:begin and NAME:end, if it has
them; the name is that of the folder, or --name.
"""

import argparse
import sys
from pathlib import Path

try:
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
except ImportError as missing:
    sys.exit(f"error: {missing}; install it with: pip install matplotlib")

from common import read_runs, replace_block, write_table
from statistic import interval

METRICS = [f"crosscut_{stage}_{side}" for side in ("pos", "neg") for stage in ("network", "expressed", "shown", "engaged")]
METRICS += ["speaking_pos", "speaking_neg", "minority_speaking", "silent_share", "perception_gap"]
METRICS += ["opinion_sd", "opinion_bimodality", "opinion_minority", "expressed_sd", "shown_sd"]
METRICS += ["views_gini", "reach_mean", "reach_followers", "dereferenced_share"]
# Title, and (metric, label, colour, marker) of every panel.
PLUS, MINUS, GREY = "#D55E00", "#0072B2", "#333333"
PANELS = [
    ("shown from the other side", [("crosscut_shown_pos", "+ readers (60 %)", PLUS, "o"),
                                   ("crosscut_shown_neg", "− readers (40 %)", MINUS, "s")]),
    ("reacted to, from the other side", [("crosscut_engaged_pos", "+ readers", PLUS, "o"),
                                         ("crosscut_engaged_neg", "− readers", MINUS, "s")]),
    ("who speaks (share of all people)", [("speaking_pos", "+ side", PLUS, "o"), ("speaking_neg", "− side", MINUS, "s")]),
    ("inequality of views (Gini)", [("views_gini", "views_gini", GREY, "D")]),
]


def read(folder):
    """ranking -> metric -> replicate -> value."""
    runs = {}
    for row in read_runs(folder, "hushfeed sweep scenarios/sweeps/rankings.toml"):
        if "feed.ranking" not in row:
            sys.exit(f"error: {folder / 'runs.csv'} has no column feed.ranking: it is no sweep over rankings")
        of = runs.setdefault(row["feed.ranking"], {metric: {} for metric in METRICS})
        for metric in METRICS:
            if row.get(metric):
                of[metric][row["replicate"]] = float(row[metric])
    return runs


def compare(runs, base):
    """One row a ranking and metric: mean, paired difference from the base, both with their intervals."""
    for ranking, metrics in runs.items():
        for metric, values in metrics.items():
            if not values:
                continue
            row = {"ranking": ranking, "metric": metric, "runs": len(values)}
            row |= dict(zip(("mean", "ci_low", "ci_high"), interval(list(values.values())), strict=True))
            other = runs[base][metric]
            pairs = [values[replicate] - other[replicate] for replicate in values if replicate in other]
            if pairs and ranking != base:
                names = (f"minus_{base}", "difference_ci_low", "difference_ci_high")
                row |= dict(zip(names, interval(pairs), strict=True))
            yield row


def number(value, digits=2):
    """As it is written in a table: .12, −.05, 11.0."""
    text = f"{value:.{digits}f}".replace("-", "−")
    return text.replace("0.", ".", 1) if abs(value) < 1 else text


def markdown(rows, base):
    """The table of a README; a difference in brackets has an interval that holds 0."""
    cells = {(row["ranking"], row["metric"]): row for row in rows}
    order = sorted(dict.fromkeys(row["ranking"] for row in rows), key=lambda name: -cells[name, "crosscut_shown_pos"]["mean"])
    head, body = ["ranking"], {name: [f"`{name}`"] for name in order}

    def mean(title, metric, digits=2):
        head.append(title)
        for name in order:
            body[name].append(number(cells[name, metric]["mean"], digits))

    def difference(metric):
        head.append(f"− {base}")
        for name in order:
            row = cells[name, metric]
            if name == base:
                body[name].append("")
                continue
            value, low, high = (row[key] for key in (f"minus_{base}", "difference_ci_low", "difference_ci_high"))
            text = ("+" if value > 0 else "") + number(value)
            body[name].append(f"({text})" if low <= 0 <= high else text)

    for side, sign in (("pos", "+"), ("neg", "−")):
        mean(f"{sign} readers: expressed", f"crosscut_expressed_{side}")
        mean("shown", f"crosscut_shown_{side}")
        difference(f"crosscut_shown_{side}")
        mean("engaged", f"crosscut_engaged_{side}")
    mean("minority speaking", "minority_speaking")
    difference("minority_speaking")
    mean("silent", "silent_share")
    mean("sd of opinions", "opinion_sd")
    mean("Gini of views", "views_gini")
    mean("views a post", "reach_mean", 1)
    lines = [head, ["---"] * len(head), *(body[name] for name in order)]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def draw(rows, path, title):
    mean = {(row["ranking"], row["metric"]): row for row in rows}
    order = sorted(dict.fromkeys(row["ranking"] for row in rows), key=lambda name: mean[name, "crosscut_shown_pos"]["mean"])
    figure, grid = plt.subplots(1, len(PANELS), figsize=(13, 0.27 * len(order) + 1.5), sharey=True, layout="constrained")
    for axes, (name, series) in zip(grid, PANELS, strict=True):
        for metric, label, colour, marker in series:
            chosen = [mean[ranking, metric] for ranking in order]
            middle = [row["mean"] for row in chosen]
            ends = [[row["mean"] - row["ci_low"] for row in chosen], [row["ci_high"] - row["mean"] for row in chosen]]
            axes.errorbar(middle, range(len(order)), xerr=ends, fmt=marker, color=colour, label=label, markersize=5)
            if "random" in order:
                axes.axvline(mean["random", metric]["mean"], color=colour, linewidth=0.9, linestyle=":")
        axes.set_title(name, fontsize=10, loc="left")
        axes.set_xlim(-0.03, 1.03)
        axes.grid(axis="y", color="#E8E8E8")
        axes.set_axisbelow(True)
    grid[0].set_yticks(range(len(order)), order)
    for axes in grid[:3]:
        axes.legend(frameon=False, fontsize=8, loc="upper center", bbox_to_anchor=(0.5, -0.06), ncols=2)
    figure.suptitle(title, x=0.01, ha="left", fontsize=11)
    figure.savefig(path, dpi=110, metadata={"Software": None})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("result", type=Path, help="the folder of a sweep over feed.ranking")
    parser.add_argument("--to", type=Path, default=Path("."), help="where to write; default: here")
    parser.add_argument("--name", help="name of the files; default: that of the folder")
    parser.add_argument("--base", default="random", help="the ranking to subtract; default: random")
    parser.add_argument("--title", default="Means and 95 % intervals by ranking; dotted: random")
    arguments = parser.parse_args()
    runs = read(arguments.result)
    if arguments.base not in runs:
        sys.exit(f"error: the sweep has no ranking {arguments.base}; it has {', '.join(runs)}")
    rows = list(compare(runs, arguments.base))
    name = arguments.name or arguments.result.resolve().name
    arguments.to.mkdir(parents=True, exist_ok=True)
    header = ["ranking", "metric", "runs", "mean", "ci_low", "ci_high"]
    header += [f"minus_{arguments.base}", "difference_ci_low", "difference_ci_high"]
    write_table(arguments.to / f"{name}.csv", header, rows, ".4f")
    replace_block(arguments.to / "README.md", name, "\n" + markdown(rows, arguments.base))
    draw(rows, arguments.to / f"{name}.png", arguments.title)


if __name__ == "__main__":
    main()
