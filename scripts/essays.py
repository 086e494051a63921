#!/usr/bin/env python3
# /// script
# requires-python = ">=3.10"
# dependencies = ["matplotlib>=3.8"]
# ///
"""Plays the essays and writes their tables: scenarios/essays/NAME.toml -> results/essays/NAME/.

    python3 scripts/essays.py                    # all of them, some minutes
    python3 scripts/essays.py bridges            # one
    python3 scripts/essays.py bridges --from results/essay-bridges    # from a sweep that has been played

`hushfeed` is taken from PATH, from target/release, or from --program. Writes means.csv (a row a point and metric: mean and
95 % interval over the runs), differences.csv (a row a point and metric: the paired difference from a point that differs in
one key alone, its 95 % interval by Student's t, d_z, and how many times smaller its standard error is than with independent
seeds) and the tables of README.md between the marks
`essay:begin` and `essay:end`. The frontier (bubble-or-silence) also gets a picture, for which matplotlib is needed.
"""

import argparse
import math
import statistics
import sys
from pathlib import Path

from common import ROOT, played, program, read_runs, read_table, replace_block, write_table
from statistic import interval

# name -> (what each point is compared with: these keys take these values; the metrics of the tables).
ESSAYS = {
    "homophily-alone": (
        [{"network.homophily": "0.5"}, {"feed.ranking": "random"}],
        ["crosscut_network", "crosscut_shown", "crosscut_engaged", "minority_speaking"],
    ),
    "what-you-want-to-see": (
        [{"feed.ranking": "random"}],
        ["crosscut_expressed", "crosscut_shown", "crosscut_shown_pos", "crosscut_shown_neg", "minority_speaking"],
    ),
    "silent-majority": (
        [{"feed.ranking": "random"}],
        ["self_censored_share", "dereferenced_share", "minority_speaking", "views_gini"],
    ),
    "bots-tip-the-climate": (
        [{"population.group.bots.added_share": "0.0"}],
        ["speaking_pos", "speaking_neg", "silent_share", "perceived_pos", "bot_side_wins"],
    ),
    "equal-time": (
        [{"intervention.quota.pull": "0.0"}],
        ["crosscut_shown_pos", "crosscut_shown_neg", "crosscut_engaged", "speaking_pos", "speaking_neg"],
    ),
    "surveillance-chill": (
        [{"intervention.news.strength": "0.0"}],
        ["silent_share", "speaking_pos", "speaking_neg", "crosscut_expressed"],
    ),
    "strike-alone-or-together": (
        [{"intervention.strike.target": "{random=0.0}"}],
        ["absent_share", "crosscut_shown"],
    ),
    "curious-exploration": (
        [{"intervention.gardeners.target": '{side="positive",random=0.0}'}],
        ["crosscut_shown_pos", "crosscut_shown_neg", "minority_speaking"],
    ),
    "bridges": (
        [{"intervention.bridges.budget": "0"}],
        ["crosscut_network", "crosscut_shown", "crosscut_engaged", "minority_speaking"],
    ),
    "bubbles-with-solidarity": (
        [{"network.homophily": "0.5"}, {"intervention.bridges.budget": "0"}],
        ["crosscut_shown", "minority_speaking", "silent_share", "perception_gap"],
    ),
    "click-farm": (
        [{"intervention.farm.likes": "0"}],
        ["bot_views", "speaking_pos", "speaking_neg", "silent_share"],
    ),
    "friends-and-family-2018": (
        [{"intervention.change.value": "facebook_reactions_2017"}],
        ["crosscut_shown", "crosscut_engaged", "minority_speaking", "opinion_sd", "opinion_abs_mean"],
    ),
    "fact-check": (
        [{"intervention.labels.strength": "0.0"}],
        ["false_views", "false_belief", "unwarned_belief", "false_believed", "false_shared"],
    ),
    "pay-to-reach": (
        [{"intervention.throttle.reach": "1.0"}, {"intervention.sold.strength": "0.0"}],
        ["organic_reach", "bought_views", "views_pos_share", "speaking_pos", "speaking_neg"],
    ),
    "bridges-on-the-frontier": ([{"intervention.bridges.budget": "0"}], ["crosscut_shown", "minority_speaking"]),
    "bubble-or-silence": ([{"feed.ranking": "random"}], ["crosscut_shown", "minority_speaking", "silent_share"]),
}


# Of large designs the tables show these points alone; the CSV files have all.
SHOWN = {
    "homophily-alone": {"feed.ranking": ("random", "popularity", "engagement")},
    "what-you-want-to-see": {"feed.ranking": ("random", "popularity", "similarity")},
    "bridges": {"ties.rule": ("static",), "intervention.bridges.budget": ("0", "400")},
    "bubbles-with-solidarity": {"feed.ranking": ("chronological",)},
    "bridges-on-the-frontier": {"feed.ranking": ("random", "equal_time"), "intervention.bridges.budget": ("0", "800")},
    "strike-alone-or-together": {"intervention.strike.fatigue": ("0.2",)},
    "curious-exploration": {"feed.ranking": ("popularity", "engagement")},
    "fact-check": {"intervention.labels.strength": ("1.0",)},
    "pay-to-reach": {"intervention.throttle.reach": ("1.0", "0.06")},
}


def is_shown(name, values):
    """Whether a point stands in the tables."""
    return all(values[key] in chosen for key, chosen in SHOWN.get(name, {}).items())


def plain(text):
    """A swept value without the spaces that TOML may write."""
    return text.replace(" ", "").replace("'", '"')


def play(name, hushfeed, threads):
    """Plays the sweep into a temporary folder and gives its runs."""
    command = [hushfeed, "sweep", f"scenarios/essays/{name}.toml"]
    with played(command + (["--threads", str(threads)] if threads else [])) as folder:
        return read(folder)


def read(folder):
    """The swept keys, and for each point its values and the outcomes of its runs by replicate."""
    rows = read_runs(folder, "hushfeed sweep")
    header = list(rows[0])
    keys = header[4 : header.index("status")]
    metrics = header[header.index("ticks") + 1 : header.index("reason")]
    points = {}
    for row in rows:
        values = {key: plain(row[key]) for key in keys}
        point = points.setdefault(row["point_id"], (values, {}))
        outcomes = {metric: float(row[metric]) if row[metric] else None for metric in metrics}
        point[1][row["replicate"]] = outcomes
    return keys, metrics, list(points.values())


def number(value):
    """A number in a table of figures."""
    return f"{value:.4g}" if abs(value) >= 1e-4 else "0"


def means(points, keys, metrics):
    """Rows of means.csv, and the same by point and metric."""
    rows, table = [], {}
    for index, (values, runs) in enumerate(points):
        for metric in metrics:
            found = [run[metric] for run in runs.values() if run[metric] is not None]
            if found:
                mean, low, high = interval(found)
                table[index, metric] = (mean, low, high)
                rows.append([*(values[key] for key in keys), metric, len(found), *map(number, (mean, low, high))])
    return rows, table


def differences(points, keys, metrics, against):
    """Rows of differences.csv, and the same by point, reference and metric."""
    rows, table = [], {}
    for number_of, change in enumerate(against):
        for index, (values, runs) in enumerate(points):
            wanted = {key: plain(change.get(key, value)) for key, value in values.items()}
            reference = next((other for other in points if other[0] == wanted), None)
            if reference is None:
                sys.exit(f"error: no point has {wanted}")
            if reference[0] == values:
                continue
            label = "; ".join(f"{key} = {value}" for key, value in change.items())
            for metric in metrics:
                pairs = [(reference[1][one][metric], runs[one][metric]) for one in runs]
                found = [b - a for a, b in pairs if a is not None and b is not None]
                if len(found) < 2:
                    continue
                mean, low, high = interval(found)
                spread = statistics.stdev(found)
                both = [pair for pair in pairs if None not in pair]
                apart = math.sqrt(sum(statistics.variance(sample) for sample in zip(*both)))
                ratio = number(apart / spread) if spread > 0 else ""
                table[index, number_of, metric] = (mean, low, high)
                effect = number(mean / spread) if spread > 0 else ""
                rows.append(
                    [*(values[key] for key in keys), label, metric, len(found), *map(number, (mean, low, high)), effect, ratio]
                )
    return rows, table


def short(value):
    """A figure as it stands in prose: .123."""
    text = f"{value:.3f}"
    return text.replace("0.", ".", 1) if abs(value) < 1 else text


def cell(found, signed=False):
    """Mean and half-width of its interval."""
    if found is None:
        return "–"
    mean, low, high = found
    text = short(mean)
    if signed:
        text = text.replace("-", "−") if mean < 0 else f"+{text}"
    half = (high - low) / 2
    return f"{text} ± {short(half)}"


def markdown(name, points, keys, metrics, mean, difference, against):
    """The tables of README.md."""
    names = [key.split(".", 1)[1] if key.count(".") == 1 else key.rsplit(".", 1)[1] for key in keys]
    lines = ["| " + " | ".join(names + [f"`{metric}`" for metric in metrics]) + " |"]
    lines.append("|" + "---|" * (len(names) + len(metrics)))
    shown = [(index, values) for index, (values, _) in enumerate(points) if is_shown(name, values)]
    for index, values in shown:
        cells = [values[key].replace("|", "\\|") for key in keys]
        lines.append("| " + " | ".join(cells + [cell(mean.get((index, metric))) for metric in metrics]) + " |")
    for number_of, change in enumerate(against):
        label = ", ".join(f"`{key}` = {value}" for key, value in change.items())
        lines += ["", f"Paired differences from {label}, everything else the same:", ""]
        lines.append("| " + " | ".join(names + [f"Δ `{metric}`" for metric in metrics]) + " |")
        lines.append("|" + "---|" * (len(names) + len(metrics)))
        for index, values in shown:
            found = [difference.get((index, number_of, metric)) for metric in metrics]
            if any(one is not None for one in found):
                cells = [values[key].replace("|", "\\|") for key in keys]
                lines.append("| " + " | ".join(cells + [cell(one, True) for one in found]) + " |")
    return "\n".join(lines)


def frontier(points, mean, without=()):
    """Points that no other beats in exposure and in voice, by falling exposure; rankings of `without` left out."""
    at = lambda index: (mean[index, "crosscut_shown"][0], mean[index, "minority_speaking"][0])
    known = [
        index
        for index in range(len(points))
        if (index, "crosscut_shown") in mean and points[index][0]["feed.ranking"] not in without
    ]
    best = []
    for index in sorted(known, key=at, reverse=True):
        if not best or at(index)[1] > at(best[-1])[1]:
            best.append(index)
    return best


def bridged():
    """Exposure and voice without, with 200 and with 800 random bridges, under random order and under equal time, by homophily."""
    points, mean = committed("bridges-on-the-frontier")
    paths = {}
    for index, (values, _) in enumerate(points):
        ranking, choice = values["feed.ranking"], values["intervention.bridges.choice"]
        if choice == "random" and ranking in ("random", "equal_time"):
            at = mean[index, "crosscut_shown"][0], mean[index, "minority_speaking"][0]
            paths.setdefault((ranking, values["network.homophily"]), []).append(at)
    return paths.values()


def picture(points, mean, folder):
    """The frontier: exposure across, voice up."""
    try:
        import matplotlib

        matplotlib.use("Agg")
        import matplotlib.pyplot as plt
    except ImportError as missing:
        sys.exit(f"error: {missing}; install it with: pip install matplotlib")
    figure, axes = plt.subplots(figsize=(8, 5), dpi=110)
    colours = {"0.5": "#fde725", "0.6": "#5ec962", "0.7": "#21918c", "0.8": "#3b528b", "0.9": "#440154"}
    at = lambda index: (mean[index, "crosscut_shown"][0], mean[index, "minority_speaking"][0])
    for homophily, colour in colours.items():
        for equal, marker, size, edge in ((False, "o", 16, "#333333"), (True, "D", 34, "#D55E00")):
            chosen = [
                index
                for index, (values, _) in enumerate(points)
                if values["network.homophily"] == homophily and (index, "crosscut_shown") in mean
                if (values["feed.ranking"] == "equal_time") == equal
            ]
            xs, ys = zip(*map(at, chosen))
            label = None if equal else homophily
            width = 1.4 if equal else 0.3
            axes.scatter(xs, ys, s=size, color=colour, edgecolor=edge, linewidth=width, marker=marker, label=label, zorder=2)
    for without, colour, text, place in (
        ((), "#D55E00", "equal time for both sides\n(diamonds): the frontier\nmoves outward", (0.375, 0.325)),
        (("equal_time",), "#555555", "the best of\nall 21 others", (0.462, 0.15)),
    ):
        line = list(zip(*map(at, frontier(points, mean, without))))
        axes.plot(*line, color=colour, linewidth=1.3, zorder=1)
        axes.annotate(text, place, color=colour, fontsize=10)
    for path in bridged():
        axes.plot(*zip(*path), color="#CC3377", linewidth=0.9, linestyle=":", marker="^", markersize=5, zorder=3)
    axes.annotate("▲ bridges added:\nalong the frontier", (0.0, 0.3), color="#CC3377", fontsize=10)
    axes.annotate("a bubble: personalised feeds,\nfriends of one's own side", (0.0, 0.25), fontsize=10, color="#333333")
    axes.annotate("a spiral of silence: mixed friends,\nnearly any ranking", (0.13, 0.06), fontsize=10, color="#333333")
    axes.set_xlabel("How much people are shown of the other side (share of what is shown)", fontsize=11)
    axes.set_ylabel("How many speak for the side that speaks less\n(share of all people)", fontsize=11)
    axes.set_ylim(0, 0.42)
    axes.legend(title="homophily\n(.5: friends mixed)", frameon=False, fontsize=9, loc="lower left")
    axes.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    figure.savefig(folder / "frontier.png", metadata={"Software": None})


def frontier_table(points, mean):
    """The frontier in words."""
    lines = ["| ranking | homophily | slots | exposure | minority's voice |", "|---|---|---|---|---|"]
    for index in frontier(points, mean):
        values = points[index][0]
        cells = [values["feed.ranking"], values["network.homophily"], values["feed.slots"]]
        cells += [cell(mean[index, "crosscut_shown"]), cell(mean[index, "minority_speaking"])]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def committed(name):
    """Points and means of an essay as they stand in its means.csv."""
    points, places, mean = [], {}, {}
    for row in read_table(ROOT / "results/essays" / name / "means.csv"):
        values = {key: row[key] for key in row if "." in key}
        place = places.setdefault(tuple(values.values()), len(points))
        if place == len(points):
            points.append((values, {}))
        mean[place, row["metric"]] = tuple(float(row[key]) for key in ("mean", "ci_low", "ci_high"))
    return points, mean


def put(page, text):
    """Writes the tables between the marks of a page, which has to have them; a page that is not there is made."""
    if not page.is_file():
        page.write_text("<!-- essay:begin -->\n<!-- essay:end -->\n", encoding="utf-8")
    if not replace_block(page, "essay", text):
        sys.exit(f"error: {page} has no marks <!-- essay:begin --> and <!-- essay:end -->")


def write(name, runs):
    """The results of an essay."""
    against, metrics = ESSAYS[name]
    keys, every, points = runs
    folder = ROOT / "results/essays" / name
    folder.mkdir(parents=True, exist_ok=True)
    rows, mean = means(points, keys, every)
    header = [*keys, "metric", "n", "mean", "ci_low", "ci_high"]
    write_table(folder / "means.csv", header, [dict(zip(header, row)) for row in rows])
    rows, difference = differences(points, keys, every, against)
    header = [*keys, "against", "metric", "n", "difference", "ci_low", "ci_high", "d_z", "independent_over_paired"]
    write_table(folder / "differences.csv", header, [dict(zip(header, row)) for row in rows])
    if name == "bubble-or-silence":
        picture(points, mean, folder)
        text = frontier_table(points, mean)
    else:
        text = markdown(name, points, keys, metrics, mean, difference, against)
    put(folder / "README.md", text)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(ESSAYS)}; all by default")
    parser.add_argument("--from", dest="folder", type=Path, help="the folder of a sweep that has been played")
    parser.add_argument("--redraw", action="store_true", help="only draw the frontier anew, from its committed means")
    parser.add_argument("--program", help="the program to play with")
    parser.add_argument("--threads", type=int, help="threads to play on")
    arguments = parser.parse_args()
    unknown = [name for name in arguments.names if name not in ESSAYS]
    if unknown:
        sys.exit(f"error: unknown {', '.join(unknown)}; there is {', '.join(ESSAYS)}")
    if arguments.redraw:
        picture(*committed("bubble-or-silence"), ROOT / "results/essays/bubble-or-silence")
        return
    names = arguments.names or list(ESSAYS)
    if arguments.folder and len(names) != 1:
        sys.exit("error: --from goes with one NAME")
    for name in names:
        runs = read(arguments.folder) if arguments.folder else play(name, program(arguments.program), arguments.threads)
        write(name, runs)
        print(f"results/essays/{name}")


if __name__ == "__main__":
    main()
