#!/usr/bin/env python3
# /// script
# requires-python = ">=3.10"
# dependencies = ["pandas>=2.0"]
# ///
"""Reads a result of hushfeed into pandas tables.

    python scripts/read_results.py results/sweep                          # what is there
    python scripts/read_results.py results/sweep --metric silent_share    # mean and interval by point, with the swept values

As a module: `from read_results import read` and `result = read("results/sweep")`; then `result.runs`, `result.series` (with
the swept values joined to every row), `result.summary`, `result.opinions`, `result.keys`, `result.metrics`, `result.units`.
`.csv` and `.csv.gz` are read alike. An empty field is a missing value; runs that failed are left out of `runs` unless
`read(folder, failed=True)`.
"""

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path

try:
    import pandas as pd
except ImportError as missing:
    sys.exit(f"error: {missing}; install it with: pip install pandas")


@dataclass
class Result:
    """The tables of a result folder."""

    runs: pd.DataFrame
    series: pd.DataFrame
    summary: pd.DataFrame
    opinions: pd.DataFrame | None
    keys: list  # the swept keys: columns of runs, and of series by the join
    metrics: list
    units: dict  # of each metric
    status: str  # done, failed, interrupted: of the whole result


def table(folder, name):
    """One table, or None where it is not there."""
    for path in (folder / f"{name}.csv", folder / f"{name}.csv.gz"):
        if path.is_file():
            # INF is how the Data Package standard writes infinity; "NA" may be a word of a scenario.
            return pd.read_csv(path, na_values=[""], keep_default_na=False)
    return None


def read(folder, failed=False):
    """The result in `folder`."""
    folder = Path(folder)
    runs = table(folder, "runs")
    if runs is None:
        sys.exit(f"error: {folder} holds neither runs.csv nor runs.csv.gz")
    columns = list(runs.columns)
    keys = columns[columns.index("seed") + 1 : columns.index("status")]
    metrics = columns[columns.index("ticks") + 1 : columns.index("reason")]
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    fields = next(r for r in package["resources"] if r["name"] == "runs")["schema"]["fields"]
    units = {field["name"]: field.get("unit", "") for field in fields if field["name"] in metrics}
    status = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["status"]
    if not failed:
        runs = runs[runs["status"] == "done"].reset_index(drop=True)
    points = runs[["run_id", *keys]]
    series = table(folder, "series").merge(points, on="run_id", how="inner")
    return Result(
        runs, series, table(folder, "summary"), table(folder, "opinions"), keys, metrics, units, status
    )


def main():
    parser = argparse.ArgumentParser(description="Reads a result of hushfeed.")
    parser.add_argument("folder")
    parser.add_argument("--metric", help="prints its mean and 95 %% interval by point, as CSV")
    arguments = parser.parse_args()
    result = read(arguments.folder)
    if arguments.metric is None:
        print(f"{len(result.runs)} runs at {result.runs['point_id'].nunique()} points, {result.status}")
        print("swept:", ", ".join(result.keys) or "nothing")
        print("metrics:", ", ".join(f"{name} ({result.units[name]})" for name in result.metrics))
        return
    if arguments.metric not in result.metrics:
        sys.exit(f"error: no metric {arguments.metric}; there are {', '.join(result.metrics)}")
    outcomes = result.summary[(result.summary["metric"] == arguments.metric) & result.summary["tick"].isna()]
    points = result.runs[["point_id", *result.keys]].drop_duplicates()
    by_point = points.merge(outcomes[["point_id", "n", "mean", "ci_low", "ci_high"]], on="point_id")
    by_point.to_csv(sys.stdout, index=False)


if __name__ == "__main__":
    main()
