#!/usr/bin/env python3
"""The essay "choice or algorithm": plays scenarios/essays/choice-or-algorithm.toml through `hushfeed attribute` and writes
attribution.csv; then it and some variants with ranking and selective reaction alone being switched, all else as it is, and
writes flips.csv.

usage: scripts/choice_or_algorithm.py [--program target/release/hushfeed] [--out results/essays/choice-or-algorithm]
"""
import argparse
import tempfile
from pathlib import Path

from common import printed, rows_of, write_table

SCENARIO = "scenarios/essays/choice-or-algorithm.toml"
# What is changed, and how it is called.
VARIANTS = [
    ("as it stands", []),
    ("votes instead of personalisation", ["feed.ranking=popularity"]),
    ("readers choose less", ["reaction.width=1.0"]),
    ("no homophily", ["network.homophily=0.5"]),
    ("a long feed", ["feed.slots=40"]),
    ("a platform that knows opinions", ["feed.profile=oracle"]),
]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", default="target/release/hushfeed")
    parser.add_argument("--out", default="results/essays/choice-or-algorithm")
    args = parser.parse_args()
    out = Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        def attribute(name, *more):
            line = [args.program, "attribute", SCENARIO, "--out", str(Path(folder) / name), *more]
            return printed(line)

        (out / "attribution.csv").write_text(attribute("all"))
        for number, (name, changes) in enumerate(VARIANTS):
            sets = [word for change in changes for word in ("--set", change)]
            text = attribute(str(number), "--mechanisms", "ranking,selective_reaction", *sets)
            rows += [{"variant": name, "change": " ".join(changes), **row} for row in rows_of(text)]
    write_table(out / "flips.csv", list(rows[0]), rows)


if __name__ == "__main__":
    main()
