#!/usr/bin/env python3
# /// script
# requires-python = ">=3.10"
# dependencies = ["matplotlib>=3.8", "numpy>=1.26"]
# ///
"""Draws a result of hushfeed from its CSV files alone.

    python scripts/plot.py results/quickstart
    python scripts/plot.py results/quickstart -o pictures --metric opinion_sd perception_gap --format svg

Pictures: series (any metric over time: mean, and the band from the 5 % to the 95 % quantile over replicates), funnel
(cross-cutting share by stage and side of the reader), opinions (heat maps of private, expressed and shown opinions),
silence (who speaks and who does not), overview (all four in one). `.csv` and `.csv.gz` are read alike. Of a sweep, the
series and the funnel show one line a point, the other pictures one panel a point; `--point` chooses points.
"""

import argparse
import csv
import difflib
import gzip
import sys
from pathlib import Path

try:
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
    import numpy as np
except ImportError as missing:
    sys.exit(f"error: {missing}; install it with: pip install matplotlib numpy")

# The colours of Okabe & Ito 2008, which can be told apart with any kind of colour vision.
PLUS, MINUS, SILENT, ABSENT = "#D55E00", "#0072B2", "#BDBDBD", "#E8E8E8"
LINES = [MINUS, PLUS, "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"]
STAGES = ["population", "network", "expressed", "shown", "engaged"]
SIDES = [("pos", "+", PLUS), ("neg", "−", MINUS)]
SILENCE = ["speaking_pos", "speaking_neg", "self_censored_share", "absent_share", "dereferenced_share"]
HISTOGRAMS = ["private", "expressed", "shown"]
KEYS = {"run_id", "point_id", "replicate", "tick", "seed", "status", "stopped_by", "ticks", "reason", "wall_ms"}
DEFAULT_METRICS = ["crosscut_shown_pos", "crosscut_shown_neg", "speaking_pos", "speaking_neg"]
# Without a date, equal results give equal files.
UNDATED = {"png": {"Software": None}, "pdf": {"CreationDate": None}, "svg": {"Date": None}}
PANELS = 12  # the most points that get a panel or a line each without being asked for


class Unusable(Exception):
    """What stands between the data and a picture, in words for the person at the keyboard."""


class Table:
    """The columns of one CSV file, read as numbers where asked for."""

    def __init__(self, folder, name):
        paths = [folder / f"{name}.csv", folder / f"{name}.csv.gz"]
        self.path = next((path for path in paths if path.is_file()), None)
        if self.path is None:
            hint = " (it is written unless the scenario says output.opinions = false)" if name == "opinions" else ""
            raise Unusable(f"{folder} holds neither {name}.csv nor {name}.csv.gz{hint}")
        with self._open() as file:
            self.columns = next(csv.reader(file), [])

    def _open(self):
        if self.path.suffix == ".gz":
            return gzip.open(self.path, "rt", encoding="utf-8", newline="")
        return open(self.path, encoding="utf-8", newline="")

    def require(self, names):
        for name in names:
            if name not in self.columns:
                near = difflib.get_close_matches(name, self.columns, n=1)
                hint = f"; did you mean {near[0]}?" if near else "; the scenario's output.metrics chooses columns"
                raise Unusable(f"{self.path} has no column {name}{hint}")

    def read(self, names):
        """One array of floats a column; an empty field is NaN."""
        self.require(names)
        places = [self.columns.index(name) for name in names]
        rows = []
        with self._open() as file:
            reader = csv.reader(file)
            next(reader, None)
            for row in reader:
                try:
                    rows.append([float(row[place]) if row[place] else np.nan for place in places])
                except (ValueError, IndexError):
                    raise Unusable(f"{self.path}, line {reader.line_num}: not a row of numbers") from None
        if not rows:
            raise Unusable(f"{self.path} has no rows")
        return dict(zip(names, np.array(rows).T, strict=True))

    def text(self, names):
        self.require(names)
        with self._open() as file:
            return [[row[name] for name in names] for row in csv.DictReader(file)]


class Result:
    """A result folder: its tables and its points with their labels."""

    def __init__(self, folder, chosen):
        if not folder.is_dir():
            raise Unusable(f"{folder} is not a folder; name one that `hushfeed run` or `hushfeed sweep` has written")
        self.folder = folder
        self.runs = Table(folder, "runs")
        self.runs.require(["point_id"])
        # Swept keys stand between `seed` and `status`.
        head = self.runs.columns
        first = head.index("seed") + 1 if "seed" in head else 0
        last = head.index("status") if "status" in head else first
        self.swept = head[first:last]
        self.labels = {}
        for point, *values in self.runs.text(["point_id", *self.swept]):
            words = [f"{key.rsplit('.', 1)[-1]} {value}" for key, value in zip(self.swept, values, strict=True)]
            self.labels.setdefault(int(point), ", ".join(words))
        unknown = [point for point in chosen if point not in self.labels]
        if unknown:
            raise Unusable(f"{self.runs.path} has no point {unknown[0]}; its points are {compact(self.labels)}")
        self.points = chosen or sorted(self.labels)
        if len(self.points) > PANELS:
            note(f"{len(self.points)} points: drawing the first {PANELS}; choose with --point")
            self.points = self.points[:PANELS]
        self.tables = {}

    def table(self, name):
        if name not in self.tables:
            self.tables[name] = self.runs if name == "runs" else Table(self.folder, name)
        return self.tables[name]

    def title(self, point):
        return self.labels[point] or self.folder.resolve().name

    def colours(self):
        if len(self.points) == 1:
            return {self.points[0]: "#333333"}
        return dict(zip(self.points, plt.cm.viridis(np.linspace(0.0, 0.88, len(self.points))), strict=True))


def compact(points):
    points = sorted(points)
    return f"{points[0]} to {points[-1]}" if len(points) > 2 else ", ".join(map(str, points))


def note(text):
    print(f"note: {text}", file=sys.stderr)


def readable(metric):
    for ending, side in (("_pos", " (+ side)"), ("_neg", " (− side)")):
        if metric.endswith(ending):
            return metric.removesuffix(ending).replace("_", " ") + side
    return metric.replace("_", " ")


def over_ticks(data, metric, point):
    """Ticks, mean, and 5 % and 95 % quantiles over the replicates of a point; undefined values are left out."""
    mine = data["point_id"] == point
    ticks, values = data["tick"][mine], data[metric][mine]
    known = np.isfinite(values)
    ticks, values = ticks[known], values[known]
    times = np.unique(ticks)
    groups = [values[ticks == tick] for tick in times]
    mean = np.array([group.mean() for group in groups])
    low, high = (np.array([np.quantile(group, q) for group in groups]) for q in (0.05, 0.95))
    return times, mean, low, high


def ribbon(axes, data, metric, point, colour, label, style="-"):
    times, mean, low, high = over_ticks(data, metric, point)
    if len(times) == 0:
        return False
    axes.fill_between(times, low, high, color=colour, alpha=0.22, linewidth=0)
    axes.plot(times, mean, style, color=colour, label=label, linewidth=1.8)
    return True


def share_axis(axes, label):
    axes.set_ylim(0, 1)
    axes.set_ylabel(label)


def legend_below(figure, axes, count):
    handles, labels = axes.get_legend_handles_labels()
    if len(labels) > 1:
        columns = 1 if max(map(len, labels)) > 45 else min(len(labels), 3 if count > 1 else 2)
        figure.legend(handles, labels, loc="outside lower center", ncols=columns, frameon=False)


def draw_series(result, metrics):
    """One panel a metric, one ribbon a point."""
    table = result.table("series")
    metrics = metrics or [metric for metric in DEFAULT_METRICS if metric in table.columns]
    metrics = metrics or [column for column in table.columns if column not in KEYS][:4]
    data = table.read(["point_id", "tick", *metrics])
    columns = min(len(metrics), 2)
    rows = -(-len(metrics) // columns)
    size = (4.6 * columns + 0.4, 2.9 * rows + 0.5 + 0.12 * len(result.points))
    figure, grid = plt.subplots(rows, columns, figsize=size, layout="constrained", squeeze=False)
    colours = result.colours()
    for axes, metric in zip(grid.flat, metrics, strict=False):
        drawn = [ribbon(axes, data, metric, p, colours[p], result.title(p)) for p in result.points]
        if not any(drawn):
            axes.text(0.5, 0.5, "undefined at every tick", ha="center", va="center", transform=axes.transAxes)
        axes.set_title(readable(metric), loc="left")
        axes.set_xlabel("tick")
        axes.set_ylabel(readable(metric).split(" (")[0] + unit_of(metric))
    for axes in list(grid.flat)[len(metrics) :]:
        axes.set_visible(False)
    legend_below(figure, grid.flat[0], columns)
    return figure


def unit_of(metric):
    shares = ("crosscut_", "speaking_", "pluralistic")
    if metric.startswith(shares) or metric.endswith(("_share", "_speaking", "_ties", "_views", "perceived_pos")):
        return " (share)"
    opinions = ("opinion_mean", "opinion_sd", "opinion_abs_mean", "expressed_mean", "expressed_sd")
    return " (opinion units)" if metric in (*opinions, "shown_mean", "shown_sd") else ""


def funnel_values(result, side, point):
    """For every stage the mean over runs, and how far the 5 % and 95 % quantiles are below and above it."""
    names = [f"crosscut_{stage}_{side}" for stage in STAGES]
    data = result.table("runs").read(["point_id", *names])
    mine = data["point_id"] == point
    values = [data[name][mine] for name in names]
    values = [column[np.isfinite(column)] for column in values]
    mean = np.array([column.mean() if len(column) else np.nan for column in values])
    low, high = ([np.quantile(column, q) if len(column) else np.nan for column in values] for q in (0.05, 0.95))
    # Where all runs agree, rounding may put the mean a bit outside.
    return mean, np.array([np.maximum(mean - low, 0), np.maximum(high - mean, 0)])


def funnel_bars(axes, result, point):
    for offset, (side, sign, colour) in zip((-0.2, 0.2), SIDES, strict=True):
        mean, spread = funnel_values(result, side, point)
        place = np.arange(len(STAGES)) + offset
        axes.bar(place, mean, 0.38, color=colour, label=f"readers on the {sign} side")
        axes.errorbar(place, mean, spread, fmt="none", ecolor="black", elinewidth=1, capsize=2)
        for x, value, top in zip(place, mean, mean + spread[1], strict=True):
            if np.isfinite(value):
                axes.text(x, top + 0.015, f"{value:.2f}".lstrip("0"), ha="center", va="bottom", fontsize=8)
    axes.set_xticks(range(len(STAGES)), STAGES)
    share_axis(axes, "share from the other side")
    # Room above 1, where no bar can be, for the legend.
    axes.set_ylim(0, 1.2)
    axes.set_yticks(np.linspace(0, 1, 6))
    axes.legend(frameon=False, loc="upper center", fontsize=9, ncols=2)


def draw_funnel(result, _):
    """Bars for one point; for more, one line a point and a panel a side."""
    if len(result.points) == 1:
        figure, axes = plt.subplots(figsize=(6.4, 4), layout="constrained")
        funnel_bars(axes, result, result.points[0])
        axes.set_title("Cross-cutting share, stage by stage", loc="left")
        return figure
    size = (9.6, 4 + 0.15 * len(result.points))
    figure, grid = plt.subplots(1, 2, figsize=size, layout="constrained", sharey=True)
    colours = result.colours()
    for axes, (side, sign, _) in zip(grid, SIDES, strict=True):
        for point in result.points:
            mean, spread = funnel_values(result, side, point)
            label = result.title(point)
            axes.errorbar(range(len(STAGES)), mean, spread, color=colours[point], marker="o", capsize=2, label=label)
        axes.set_xticks(range(len(STAGES)), STAGES)
        axes.set_title(f"readers on the {sign} side", loc="left")
        share_axis(axes, "share from the other side" if side == "pos" else "")
    legend_below(figure, grid[0], 2)
    return figure


def heat(result, point):
    """For every histogram: edges of ticks and bins, and the mean over replicates of the share in a bin."""
    names = ["point_id", "replicate", "tick", "bin_low", "bin_high", *HISTOGRAMS]
    table = result.table("opinions")
    if "opinions_data" not in result.tables:
        result.tables["opinions_data"] = table.read(names)
    data = result.tables["opinions_data"]
    mine = data["point_id"] == point
    if not mine.any():
        raise Unusable(f"{table.path} has no row of point {point}")
    data = {name: column[mine] for name, column in data.items()}
    ticks, at = np.unique(data["tick"], return_inverse=True)
    replicates, run = np.unique(data["replicate"], return_inverse=True)
    lows, bin_at = np.unique(data["bin_low"], return_inverse=True)
    shares = {}
    for name in HISTOGRAMS:
        counts = np.full((len(replicates), len(lows), len(ticks)), np.nan)
        counts[run, bin_at, at] = data[name]
        total = counts.sum(axis=1, keepdims=True)
        share = np.divide(counts, total, out=np.full_like(counts, np.nan), where=total > 0)
        known = np.isfinite(share)
        number = known.sum(axis=0)
        shares[name] = np.divide(
            np.where(known, share, 0).sum(axis=0), number, out=np.full(number.shape, np.nan), where=number > 0
        )
    step = np.diff(ticks)
    edges = [ticks[0] - (step[0] if len(step) else 1) / 2, *(ticks[:-1] + step / 2)]
    edges.append(ticks[-1] + (step[-1] if len(step) else 1) / 2)
    return np.array(edges), np.append(lows, data["bin_high"].max()), shares


def heat_panels(figure, panels, result, point, titles=True):
    edges, bins, shares = heat(result, point)
    top = max(np.nanmax(share) for share in shares.values() if np.isfinite(share).any())
    image = None
    for place, (axes, name) in enumerate(zip(panels, HISTOGRAMS, strict=True)):
        # Undefined cells (nothing said or shown yet) stay white.
        image = axes.pcolormesh(edges, bins, shares[name], cmap="cividis", vmin=0, vmax=top, rasterized=True)
        axes.set_xlabel("tick")
        if titles:
            axes.set_title(name, fontsize=10)
        if place == 0:
            axes.set_ylabel("opinion")
        else:
            axes.tick_params(labelleft=False)
    bar = figure.colorbar(image, ax=list(panels), pad=0.02, aspect=18)
    bar.set_label("share per bin")


def draw_opinions(result, _):
    """A row of three heat maps a point."""
    rows = len(result.points)
    size = (9.6, 2.9 * rows + 0.2)
    figure = plt.figure(figsize=size, layout="constrained")
    parts = np.atleast_1d(figure.subfigures(rows, 1))
    for part, point in zip(parts, result.points, strict=True):
        if rows > 1:
            part.suptitle(result.title(point), fontsize=10, x=0.01, ha="left")
        heat_panels(part, part.subplots(1, 3, sharey=True), result, point)
    return figure


def silence_panel(axes, data, point, legend=True):
    """+ speakers from below, − speakers from above, the silent between them; dotted: 5 % and 95 % quantiles.

    With the legend inside there is no room for the line of those who spoke and were hardly shown to anybody.
    """
    bands = {name: over_ticks(data, name, point) for name in SILENCE}
    times = bands["speaking_pos"][0]
    mean = {name: band[1] for name, band in bands.items()}
    positive, negative = mean["speaking_pos"], mean["speaking_neg"]
    censored = positive + mean["self_censored_share"]
    absent = censored + mean["absent_share"]
    axes.fill_between(times, 0, positive, color=PLUS, linewidth=0, label="speaking, + side")
    axes.fill_between(times, positive, censored, color=SILENT, linewidth=0, label="present, silent")
    if mean["absent_share"].max() > 0:
        axes.fill_between(times, censored, absent, color=ABSENT, linewidth=0, label="absent")
    axes.fill_between(times, 1 - negative, 1, color=MINUS, linewidth=0, label="speaking, − side")
    for base, name, sign in ((0, "speaking_pos", 1), (1, "speaking_neg", -1)):
        for edge in bands[name][2:]:
            axes.plot(times, base + sign * edge, color="black", linewidth=0.7, linestyle=":")
    unheard = mean["dereferenced_share"]
    if not legend and unheard.max() > 0:
        axes.plot(times, unheard, color="black", linewidth=1.4, linestyle="--", label="spoke, shown to nearly nobody")
    axes.set_xlim(times[0], times[-1])
    axes.set_xlabel("tick")
    share_axis(axes, "share of people")
    if legend:
        axes.legend(loc="lower right", fontsize=8, framealpha=0.92, borderpad=0.3, labelspacing=0.3)


def read_silence(result):
    return result.table("series").read(["point_id", "tick", *SILENCE])


def draw_silence(result, _):
    """One panel a point."""
    data = read_silence(result)
    count = len(result.points)
    columns = min(count, 3)
    rows = -(-count // columns)
    size = (6.4, 4.2) if count == 1 else (3.4 * columns + 0.3, 2.8 * rows + 0.5)
    figure, grid = plt.subplots(rows, columns, figsize=size, layout="constrained", squeeze=False, sharey=True)
    for axes, point in zip(grid.flat, result.points, strict=False):
        silence_panel(axes, data, point, legend=False)
        axes.set_title(result.title(point) if count > 1 else "Who speaks, who is silent", loc="left", fontsize=10)
    for axes in list(grid.flat)[count:]:
        axes.set_visible(False)
    for axes in grid[:, 1:].flat:
        axes.set_ylabel("")
    legend_below(figure, grid.flat[0], columns)
    return figure


def draw_overview(result, metrics):
    """All four in one picture, of one point."""
    point = result.points[0]
    if len(result.points) > 1:
        note(f"the overview shows point {point} ({result.title(point)}); choose another with --point")
    table = result.table("series")
    data = read_silence(result)
    figure = plt.figure(figsize=(10, 7.2), layout="constrained")
    (top_left, top_right), (low_left, low_right) = figure.subfigures(2, 2, width_ratios=[1, 1.06])
    axes = top_left.subplots()
    silence_panel(axes, data, point)
    axes.set_title("a  Who speaks, who is silent", loc="left")
    axes = top_right.subplots()
    if metrics:
        lines = [(metric, colour, readable(metric)) for metric, colour in zip(metrics, LINES)]
        axes.set_ylabel("value" if len(metrics) > 1 else readable(metrics[0]))
        axes.set_title("b  Over time", loc="left")
    else:
        lines = [(f"crosscut_shown_{side}", colour, f"readers on the {sign} side") for side, sign, colour in SIDES]
        share_axis(axes, "share from the other side")
        axes.set_title("b  What the feed shows, over time", loc="left")
    data = table.read(["point_id", "tick", *(metric for metric, _, _ in lines)])
    for metric, colour, label in lines:
        ribbon(axes, data, metric, point, colour, label)
    axes.set_xlabel("tick")
    axes.legend(frameon=False, fontsize=9, loc="best")
    axes = low_left.subplots()
    funnel_bars(axes, result, point)
    axes.set_title("c  The funnel, by side of the reader", loc="left")
    panels = low_right.subplots(1, 3, sharey=True)
    heat_panels(low_right, panels, result, point)
    low_right.suptitle("d  Opinions: private, expressed, shown", x=0.02, ha="left", fontsize=11.5)
    return figure


PICTURES = {
    "series": draw_series,
    "funnel": draw_funnel,
    "opinions": draw_opinions,
    "silence": draw_silence,
    "overview": draw_overview,
}


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__.split("\n\n", 1)[0], epilog="Pictures: " + ", ".join(PICTURES) + "."
    )
    parser.add_argument("folder", type=Path, help="a result folder, such as results/quickstart")
    parser.add_argument("-o", "--out", type=Path, metavar="DIR", help="where the pictures go; default: the folder")
    parser.add_argument("--metric", nargs="+", default=[], metavar="NAME", help="columns of series.csv to draw")
    parser.add_argument("--point", nargs="+", type=int, default=[], metavar="ID", help="points of a sweep to draw")
    parser.add_argument("--picture", nargs="+", choices=PICTURES, default=[], help="which to draw; default: all")
    parser.add_argument("--format", choices=["png", "pdf", "svg"], default="png")
    return parser.parse_args()


def main():
    options = arguments()
    result = Result(options.folder, options.point)
    if options.metric:
        result.table("series").require(options.metric)
    plt.rcParams.update({"axes.spines.top": False, "axes.spines.right": False, "font.size": 10})
    plt.rcParams.update({"axes.titlesize": 11.5, "svg.hashsalt": "hushfeed", "savefig.dpi": 130})
    folder = options.out or options.folder
    folder.mkdir(parents=True, exist_ok=True)
    drawn = 0
    for name in options.picture or PICTURES:
        try:
            figure = PICTURES[name](result, options.metric)
        except Unusable as reason:
            # What was asked for by name must be there; of the whole set, what the tables hold is drawn.
            if options.picture:
                raise
            note(f"no picture {name}: {reason}")
            continue
        path = folder / f"{name}.{options.format}"
        figure.savefig(path, metadata=UNDATED[options.format])
        plt.close(figure)
        print(path)
        drawn += 1
    if drawn == 0:
        raise Unusable("no picture could be drawn")


if __name__ == "__main__":
    try:
        main()
    except Unusable as reason:
        sys.exit(f"error: {reason}")
    except OSError as reason:
        sys.exit(f"error: {reason.filename or ''}: {reason.strerror or reason}")
