#!/usr/bin/env python3
"""Compares hushfeed with NDlib: the same graph, the same opinions at the start, other random numbers.

    cargo build --release
    python3 -m venv ../ndlib && ../ndlib/bin/pip install ndlib
    ../ndlib/bin/python scripts/oracle_ndlib.py              # a few minutes, nearly all of them NDlib's

Plays NDlib's AlgorithmicBiasModel (Sîrbu et al. 2019; γ = 0 is Deffuant's model) and HKModel, and the scenarios of
docs/from-ndlib.md, on a graph that `hushfeed network generate` wrote. Compared are the means over runs of the standard
deviation of opinions and of the effective number of clusters; they may differ by three standard errors of the
difference. Writes results/oracle/ndlib.csv. Exit status 1 if a figure differs by more.
"""
import argparse
import csv
import math
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
HEADER = ["model", "parameters", "observable", "hushfeed", "ndlib", "standard_error", "runs", "within", "hushfeed_seconds",
          "ndlib_seconds", "versions"]

SCENARIO = """format = 1
name = "oracle"
seed = 7
ticks = {ticks}
schedule = "random_reader"
network = {{ file = "edges.csv", attributes = "nodes.csv", directed = false, add_isolates = true }}
population = {{ range = {range}, opinion = {{ column = "opinion" }} }}
feed = {{ source = "accounts", slots = "all" }}
reaction = {{ rule = "none" }}
expression = {{ rule = "always" }}
influence = {{ rule = "bounded_confidence", bound = "open", {influence} }}
output = {{ every = {ticks}, window = [{ticks}, {ticks}], cluster_gap = 0.02, metrics = ["opinion"] }}
sweep = {{ replicates = {runs} }}
"""


def clusters(opinions, gap=0.02):
    """(Σc)²/Σc² over the groups that gaps wider than `gap` part."""
    ordered = sorted(opinions)
    sizes = [1]
    for low, high in zip(ordered, ordered[1:]):
        if high - low > gap:
            sizes.append(0)
        sizes[-1] += 1
    return len(ordered) ** 2 / sum(size * size for size in sizes)


def observe(opinions):
    return {"opinion_sd": statistics.pstdev(opinions), "opinion_clusters_effective": clusters(opinions)}


def ours(program, folder, ticks, scale, influence, runs):
    text = SCENARIO.format(ticks=ticks, range=scale, influence=influence, runs=runs)
    (folder / "oracle.toml").write_text(text, encoding="utf-8")
    started = time.monotonic()
    subprocess.run([program, "run", str(folder / "oracle.toml"), "--out", str(folder / "out"), "--force", "--quiet"],
                   check=True)
    seconds = time.monotonic() - started
    with open(folder / "out" / "runs.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [{key: float(row[key]) for key in ("opinion_sd", "opinion_clusters_effective")} for row in rows], seconds


def theirs(model_class, graph, opinions, parameters, iterations, runs):
    import ndlib.models.ModelConfig as mc
    import numpy
    results, started = [], time.monotonic()
    for run in range(runs):
        numpy.random.seed(1000 + run)
        random.seed(1000 + run)
        model = model_class(graph)
        config = mc.Configuration()
        for key, value in parameters.items():
            config.add_model_parameter(key, value)
        model.set_initial_status(config)
        # The model draws its own opinions: they are replaced by ours.
        for node, opinion in opinions.items():
            model.status[node] = opinion
        model.initial_status = model.status.copy()
        for _ in range(iterations + 1):  # the first iteration only reports the start
            model.iteration(False)
        results.append(observe(list(model.status.values())))
    return results, time.monotonic() - started


def compare(name, parameters, mine, other, versions):
    rows = []
    for observable in ("opinion_sd", "opinion_clusters_effective"):
        a, b = [r[observable] for r in mine[0]], [r[observable] for r in other[0]]
        error = math.sqrt(statistics.variance(a) / len(a) + statistics.variance(b) / len(b))
        difference = statistics.fmean(a) - statistics.fmean(b)
        rows.append({
            "model": name, "parameters": parameters, "observable": observable, "hushfeed": f"{statistics.fmean(a):.4f}",
            "ndlib": f"{statistics.fmean(b):.4f}", "standard_error": f"{error:.4f}", "runs": f"{len(a)} and {len(b)}",
            "within": "yes" if abs(difference) <= 3 * error + 1e-9 else "no",
            "hushfeed_seconds": f"{mine[1]:.2f}", "ndlib_seconds": f"{other[1]:.2f}", "versions": versions,
        })
        print("{model}, {parameters}: {observable} {hushfeed} and {ndlib} ± {standard_error}: within {within}".format(**rows[-1]))
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=str(ROOT / "target" / "release" / "hushfeed"))
    parser.add_argument("--runs", type=int, default=40, help="runs of NDlib a figure; ours are ten times as many")
    arguments = parser.parse_args()
    try:
        import importlib.metadata
        import networkx
        from ndlib.models.opinions import AlgorithmicBiasModel, HKModel
    except ImportError as error:
        sys.exit(f"{error}; install it into an environment of its own: see the head of this file")
    version = subprocess.run([arguments.program, "--version"], check=True, capture_output=True, text=True).stdout.strip()
    versions = f"{version}, ndlib {importlib.metadata.version('ndlib')}"
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        agents = 100
        subprocess.run([arguments.program, "network", "generate", "erdos_renyi", "--output", str(folder / "edges.csv"),
                        "--param", f"agents={agents}", "--param", "mean_degree=12", "--seed", "3"], check=True,
                       capture_output=True)
        with open(folder / "edges.csv", encoding="utf-8", newline="") as file:
            edges = [tuple(map(int, row[:2])) for row in csv.reader(file) if row[0].isdigit()]
        graph = networkx.Graph()
        graph.add_nodes_from(range(agents))
        graph.add_edges_from(edges)

        def start(low, high):
            source = random.Random(5)
            opinions = {node: source.uniform(low, high) for node in range(agents)}
            with open(folder / "nodes.csv", "w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([("id", "opinion"), *opinions.items()])
            return opinions

        for gamma in (0, 1.2):
            opinions = start(0, 1)
            other = theirs(AlgorithmicBiasModel, graph, opinions, {"epsilon": 0.25, "gamma": gamma}, 40, arguments.runs)
            influence = ("pairwise = true, epsilon = 0.25, rate = 0.5, selection = \"biased\", distance_floor = 1e-5, "
                         f"gamma = {gamma}")
            mine = ours(arguments.program, folder, 40, "[0, 1]", influence, 10 * arguments.runs)
            rows += compare("AlgorithmicBiasModel", f"ε = .25, γ = {gamma}, 40 iterations", mine, other, versions)

        opinions = start(-1, 1)
        # An iteration of this model draws N agents and moves the last one of them: N iterations are a tick.
        other = theirs(HKModel, graph, opinions, {"epsilon": 0.5}, 3 * agents, arguments.runs)
        mine = ours(arguments.program, folder, 3, "[-1, 1]", "epsilon = 0.5, rate = 1.0", 10 * arguments.runs)
        rows += compare("HKModel", "ε = .5, 300 iterations", mine, other, versions)
    target = ROOT / "results" / "oracle" / "ndlib.csv"
    target.parent.mkdir(parents=True, exist_ok=True)
    with open(target, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADER, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    sys.exit(0 if all(row["within"] == "yes" for row in rows) else 1)


if __name__ == "__main__":
    main()
