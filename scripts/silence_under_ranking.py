#!/usr/bin/env python3
# /// script
# requires-python = ">=3.10"
# dependencies = ["matplotlib>=3.8"]
# ///
"""Reads the sweep of silence under ranking: a table of outcomes with paired differences from `random`, and a picture.

    hushfeed sweep scenarios/sweeps/silence-under-ranking.toml
    hushfeed sweep scenarios/sweeps/silence-under-ranking.toml --set feed.slots=all --out results/silence-all \\
        --set 'sweep.grid={ "network.homophily" = [0.5, 0.65, 0.8], "population.group.minus.share" = [0.5, 0.4] }'
    python3 scripts/silence_under_ranking.py results/silence-under-ranking results/silence-all --to results/silence-under-ranking

Runs with the same replicate share network, people and draws: a difference from `random` is taken within the replicate, at
the same rule, share, homophily and slots, and its interval is Student's t, 95 %. Writes summary.csv (one row a point and
outcome; the folder of the sweep is not changed) and summary.png, and the tables in README.md there between the marks.
"""

import argparse
import statistics
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

KEYS = ["rule", "minus_share", "homophily", "slots", "ranking"]
OUTCOMES = {
    "one_sidedness": "(larger − smaller camp of speakers) ÷ all speakers",
    "minus_speak": "share of the − side who speak",
    "plus_speak": "share of the + side who speak",
    "crosscut_shown": "share of the other side in what is shown",
    "perception_gap": "mean |perceived − true share of +|",
    "pluralistic_ignorance": "share of readers who take the majority for a minority",
}


def outcomes(row):
    """The outcomes of one run; a missing one is left out."""
    value = {name: float(row[name]) for name in OUTCOMES if row.get(name)}
    share = float(row["population.group.minus.share"])
    speaking = [float(row["speaking_pos"]), float(row["speaking_neg"])]
    value["plus_speak"], value["minus_speak"] = speaking[0] / (1 - share), speaking[1] / share
    total = float(row["majority_speaking"]) + float(row["minority_speaking"])
    if total > 0:
        value["one_sidedness"] = (float(row["majority_speaking"]) - float(row["minority_speaking"])) / total
    return value


def read(folder):
    """point -> outcome -> replicate -> value."""
    points = {}
    for row in read_runs(folder, "hushfeed sweep (see --help)"):
        point = (row["expression.rule"], row["population.group.minus.share"], row["network.homophily"],
                 row.get("feed.slots", "all"), row.get("feed.ranking", "all shown"))
        for name, value in outcomes(row).items():
            points.setdefault(point, {}).setdefault(name, {})[row["replicate"]] = value
    return points


def rows_of(points):
    """One row a point and outcome, with the paired difference from `random`."""
    for point, named in points.items():
        base = points.get((*point[:4], "random"), {})
        for name in OUTCOMES:
            values = named.get(name, {})
            if not values:
                continue
            row = dict(zip(KEYS, point, strict=True)) | {"outcome": name, "runs": len(values)}
            row |= dict(zip(("mean", "ci_low", "ci_high"), interval(list(values.values())), strict=True))
            pairs = [value - base[name][run] for run, value in values.items() if run in base.get(name, {})]
            if len(pairs) > 1 and point[4] not in ("random", "all shown"):
                row |= dict(zip(("minus_random", "difference_ci_low", "difference_ci_high"), interval(pairs), strict=True))
            yield row


def number(value, digits=2):
    text = f"{value:.{digits}f}".replace("-", "−")
    return text.replace("0.", ".", 1) if abs(value) < 1 else text


def pooled(points, rule, share, outcome, ranking, where=lambda point: True):
    """Mean over homophilies and slots of the outcome, and of its paired difference from random, per replicate first."""
    values, differences = {}, {}
    for point, named in points.items():
        if point[:2] != (rule, share) or point[4] != ranking or not where(point):
            continue
        base = points[(*point[:4], "random")][outcome]
        for run, value in named[outcome].items():
            values.setdefault(run, []).append(value)
            differences.setdefault(run, []).append(value - base[run])
    means = [statistics.fmean(of) for of in values.values()]
    return statistics.fmean(means), interval([statistics.fmean(of) for of in differences.values()])


def table(points, rankings, columns):
    """A Markdown table: a row a ranking; columns are (title, rule, share, outcome, where). Brackets: the interval holds 0."""
    lines = ["| ranking | " + " | ".join(title for title, *_ in columns) + " |", "|---" * (len(columns) + 1) + "|"]
    for ranking in rankings:
        cells = []
        for _, rule, share, outcome, where in columns:
            mean, (difference, low, high) = pooled(points, rule, share, outcome, ranking, where)
            if ranking == "random":
                cells.append(number(mean))
                continue
            text = ("+" if difference > 0 else "") + number(difference)
            cells.append(f"{number(mean)} {f'({text})' if low <= 0 <= high else f'**{text}**'}")
        lines.append(f"| `{ranking}` | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def baseline(points, everything, share, outcome):
    """The random feed and the feed without a limit, by homophily and slots."""
    homophilies = sorted({point[2] for point in points}, key=float)
    slots = sorted({point[3] for point in points}, key=int)
    head = ["rule", "homophily", *(f"{k} slots" for k in slots), "all shown"]
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    for rule in ("confidence", "logistic"):
        for homophily in homophilies:
            of = [points[(rule, share, homophily, k, "random")][outcome] for k in slots]
            of.append(everything[(rule, share, homophily, "all", "all shown")][outcome])
            cells = [number(statistics.fmean(values.values())) for values in of]
            lines.append(f"| {rule} | {homophily} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def picture(points, rankings, path):
    """Two questions × two rules: a dot a point (homophily × slots), the difference from `random`."""
    panels = [("confidence", "0.5", "one_sidedness", "50/50: how one-sided speech is"),
              ("logistic", "0.5", "one_sidedness", "50/50: how one-sided speech is"),
              ("confidence", "0.4", "minus_speak", "40/60: how many of the minority speak"),
              ("logistic", "0.4", "minus_speak", "40/60: how many of the minority speak")]
    colours = {"0.5": "#0072B2", "0.65": "#999999", "0.8": "#D55E00"}
    markers = {"3": "v", "6": "o", "12": "^"}
    others = [name for name in rankings if name != "random"]
    figure, axes = plt.subplots(1, 4, figsize=(15, 6.5), sharey=True)
    for axis, (rule, share, outcome, title) in zip(axes, panels, strict=True):
        for place, ranking in enumerate(others):
            for point, named in points.items():
                if point[:2] != (rule, share) or point[4] != ranking:
                    continue
                base = points[(*point[:4], "random")][outcome]
                mean = statistics.fmean(value - base[run] for run, value in named[outcome].items())
                axis.plot(mean, place, markers[point[3]], color=colours[point[2]], markersize=5, alpha=0.75, mew=0)
        axis.axvline(0, color="black", linewidth=0.8)
        axis.set_title(f"{title}\n{rule}", fontsize=10)
        axis.set_xlabel("difference from a random feed")
        axis.grid(axis="y", color="#eeeeee")
        axis.set_yticks(range(len(others)), others)
    axes[0].invert_yaxis()
    handles = [plt.Line2D([], [], marker="s", linestyle="", color=colour, label=f"homophily {h}") for h, colour in colours.items()]
    handles += [plt.Line2D([], [], marker=marker, linestyle="", color="black", label=f"{k} slots") for k, marker in markers.items()]
    figure.legend(handles=handles, loc="lower center", ncol=6, frameon=False)
    figure.tight_layout(rect=(0, 0.05, 1, 1))
    figure.savefig(path, dpi=110)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sweep", help="the result folder of the sweep")
    parser.add_argument("all", help="the result folder of the sweep with slots = \"all\"")
    parser.add_argument("--to", type=Path, required=True, metavar="FOLDER", help="where summary.csv, summary.png and README.md are")
    arguments = parser.parse_args()
    points, everything = read(arguments.sweep), read(arguments.all)
    rankings = list(dict.fromkeys(point[4] for point in points))
    arguments.to.mkdir(parents=True, exist_ok=True)
    header = [*KEYS, "outcome", "runs", "mean", "ci_low", "ci_high", "minus_random", "difference_ci_low", "difference_ci_high"]
    write_table(arguments.to / "summary.csv", header, [*rows_of(points), *rows_of(everything)], ".3g")
    picture(points, rankings, arguments.to / "summary.png")
    any_point = lambda point: True  # noqa: E731
    mixed, parted = (lambda point: point[2] == "0.5"), (lambda point: point[2] == "0.8")
    readme = arguments.to / "README.md"
    if readme.is_file():
        blocks = {
            "even": table(points, rankings, [
                (f"{rule}, {what}", rule, "0.5", "one_sidedness", where)
                for rule in ("confidence", "logistic")
                for what, where in (("all", any_point), ("h = .5", mixed), ("h = .8", parted))]),
            "minority": table(points, rankings, [
                (f"{rule}, {what}", rule, "0.4", "minus_speak", where)
                for rule in ("confidence", "logistic")
                for what, where in (("all", any_point), ("h = .5", mixed), ("h = .8", parted))]),
            "baseline-even": baseline(points, everything, "0.5", "one_sidedness"),
            "baseline-minority": baseline(points, everything, "0.4", "minus_speak"),
        }
        for name, block in blocks.items():
            replace_block(readme, name, block)


if __name__ == "__main__":
    main()
