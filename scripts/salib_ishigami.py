#!/usr/bin/env python3
# /// script
# requires-python = ">=3.10"
# dependencies = ["SALib>=1.5", "numpy>=1.26"]
# ///
"""Drives hushfeed from SALib, and checks the indices of both against each other.

    python scripts/salib_ishigami.py

1. Ishigami's function (examples/ishigami.rs) at SALib's samples, played as a scenario is: the indices must be within 0.01
   of the closed form.
2. A scenario at SALib's samples through `hushfeed sweep --samples … --y …`: a template for one's own study.
3. A scenario with hushfeed's own `sobol` design: `hushfeed indices` and SALib must agree on the same outcomes to 1e-9.

Builds the programs with cargo if `--program` and `--example` do not name them.
"""

import argparse
import csv
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    import numpy as np
    from SALib.analyze import sobol
    from SALib.sample import sobol as sample
except ImportError as missing:
    sys.exit(f"error: {missing}; install it with: pip install SALib")

ROOT = Path(__file__).resolve().parent.parent

SCENARIO = """
name = "salib"
seed = 3
ticks = 10
network = { generator = "homophilic", agents = 100, followees = 5 }
feed = { ranking = "popularity", slots = 4 }
output = { every = 5, metrics = ["crosscut_shown"], opinions = false }

[sweep]
replicates = 2
keys = ["network.homophily", "reaction.width"]
"""


def run(*command):
    """The lines that a command prints, as numbers."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, cwd=ROOT)
    if done.returncode != 0:
        sys.exit(f"error: {' '.join(map(str, command))}\n{done.stderr}")
    return done.stdout


def check(what, difference, most):
    print(f"{what}: largest difference {difference:.2g}, at most {most:g} allowed")
    if not difference <= most:
        sys.exit(f"error: {what} do not agree")


def indices(problem, y):
    found = sobol.analyze(problem, y, calc_second_order=False, seed=1, num_resamples=10)
    return np.array([found["S1"], found["ST"]])


def ishigami(folder, example):
    problem = {"num_vars": 3, "names": ["x1", "x2", "x3"], "bounds": [[-np.pi, np.pi]] * 3}
    points = sample.sample(problem, 8192, calc_second_order=False, seed=1)
    np.savetxt(folder / "ishigami.txt", points)
    text = run(*example, folder / "ishigami.txt", folder / "ishigami")
    y = np.array(text.split(), dtype=float)
    a, b = 7.0, 0.1
    first = np.array([0.5 * (1 + b * np.pi**4 / 5) ** 2, a**2 / 8, 0.0])
    both = 8 * b**2 * np.pi**8 / 225
    total = first + np.array([both, 0.0, both])
    known = np.array([first, total]) / (first.sum() + both)
    check("Ishigami's indices and the closed form", np.abs(indices(problem, y) - known).max(), 0.01)


def scenario(folder, program):
    problem = {"num_vars": 2, "names": ["homophily", "width"], "bounds": [[0.3, 0.9], [0.1, 1.0]]}
    points = sample.sample(problem, 16, calc_second_order=False, seed=1)
    np.savetxt(folder / "samples.txt", points)
    (folder / "salib.toml").write_text(SCENARIO, encoding="utf-8")
    text = run(
        *program, "sweep", folder / "salib.toml", "--samples", folder / "samples.txt", "--y", "crosscut_shown",
        "--out", folder / "driven", "--quiet",
    )
    y = np.array(text.split(), dtype=float)
    print("crosscut_shown by SALib's samples, first order and total:", indices(problem, y).round(2).tolist())


def own_design(folder, program):
    design = 'sobol = { samples = 32, parameters = { "network.homophily" = [0.3, 0.9], "reaction.width" = [0.1, 1.0] } }\n'
    (folder / "own.toml").write_text(SCENARIO + design, encoding="utf-8")
    text = run(*program, "sweep", folder / "own.toml", "--y", "crosscut_shown", "--out", folder / "own", "--quiet")
    y = np.array(text.split(), dtype=float)
    printed = csv.DictReader(run(*program, "indices", folder / "own", "--metric", "crosscut_shown").splitlines())
    values = {(row["parameter"], row["index"]): float(row["value"]) for row in printed}
    names = ["network.homophily", "reaction.width"]
    ours = np.array([[values[name, order] for name in names] for order in ("first_order", "total_order")])
    problem = {"num_vars": 2, "names": names, "bounds": [[0, 1]] * 2}
    check("hushfeed indices and SALib's on the same outcomes", np.abs(indices(problem, y) - ours).max(), 1e-9)


def main():
    parser = argparse.ArgumentParser(description="Checks hushfeed's sensitivity analysis against SALib.")
    parser.add_argument("--program", help="the hushfeed program")
    parser.add_argument("--example", help="the program made of examples/ishigami.rs")
    arguments = parser.parse_args()
    cargo = ["cargo", "run", "--release", "--quiet"]
    program = [arguments.program] if arguments.program else [*cargo, "--"]
    example = [arguments.example] if arguments.example else [*cargo, "--example", "ishigami", "--"]
    with tempfile.TemporaryDirectory() as folder:
        ishigami(Path(folder), example)
        scenario(Path(folder), program)
        own_design(Path(folder), program)


if __name__ == "__main__":
    main()
