#!/usr/bin/env python3
"""Reproduces published figures with the program and writes results/papers/.

    cargo build --release
    python3 scripts/reproduce.py                  # everything, in a few minutes
    python3 scripts/reproduce.py R1 HK1           # some, to look at; writes nothing
    python3 scripts/reproduce.py --long           # more runs than the papers had, into long.csv

Every figure comes from a scenario of scenarios/papers/ or scenarios/empirical/ at its own seed, played by the program; this script only reads
the runs.csv. It needs nothing but Python 3.8. Exit status 1 if a figure misses its tolerance.
"""
import argparse
import math
import statistics
import subprocess
import sys
import time

import common
from common import BUILT, ROOT, played, read_runs, write_table

RESULTS = ROOT / "results" / "papers"

POWER_LAW = ["network.degrees=power_law", "network.exponent=2.1", "network.max_degree=100",
             "population.opinion={ split = 0.05 }", "population.degree_correlation=0.6"]
NO_BOTS = ["network.bots=0", "network.agents=10000", "sweep.replicates=5"]
# One agent (the first of five) with an ally and three opponents, who all speak whatever happens.
EXAMPLE = ["network={ generator = \"complete\", agents = 5 }", "population.opinion={ values = [1, 1, -1, -1, -1] }",
           "population.confidence={ values = [1.5, 9, 9, 9, 9] }", "stop.cap=2", "sweep.replicates=1"]

# 40,000 micro-steps.
SHORT = ["stop.cap=400", "sweep.replicates=10"]


# Granovetter's crowd with the threshold 1 raised to 2; Kuran's ten people with one threshold of 20 lowered to 10.
CROWD = "population.threshold={ values = " + str([0, 2, *range(2, 100)]) + " }"
TEN = "population.threshold={ values = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1] }"


def example(threshold):
    return EXAMPLE + [f"population.self_censorship={{ values = [{threshold}, 0, 0, 0, 0] }}"]


# What is played: name -> command, scenario, overrides, replicates of the long version.
PLAYS = {
    "worked-example": ("run", "ross-2019", example("0.6"), None),
    "worked-example-below": ("run", "ross-2019", example("0.46207"), None),
    "worked-example-above": ("run", "ross-2019", example("0.46217"), None),
    "ross-m1": ("run", "ross-2019", [], 20000),
    "ross-m5": ("run", "ross-2019", ["network.followees=5"], 5000),
    "ross-bots-random": ("run", "ross-2019-bots", [], 20000),
    "ross-bots-preferential": ("run", "ross-2019-bots", ["population.group.bots.added_share=0.1",
                                                         "population.group.bots.attachment=preferential"], 20000),
    "ross-unclamped": ("sweep", "ross-2019-unclamped", [], 3000),
    "cabrera": ("sweep", "cabrera-2021", [], 2000),
    "granovetter": ("run", "granovetter-1978", [], None),
    "granovetter-changed": ("run", "granovetter-1978", [CROWD], None),
    "kuran": ("run", "kuran-1991", [], None),
    "kuran-changed": ("run", "kuran-1991", [TEN], None),
    "silence-degroot": ("sweep", "silence-degroot-2024", [], None),
    "lee": ("run", "lee-2019", [], 400),
    "lerman-random": ("run", "lerman-2016", [], 60),
    "lerman-correlated": ("run", "lerman-2016", POWER_LAW, 60),
    "baumann-consensus": ("run", "baumann-2020-consensus", [], 200),
    "baumann-radicalisation": ("run", "baumann-2020-radicalisation", [], 200),
    "baumann-two-agents": ("run", "baumann-2020-radicalisation", [
        "network.agents=2", "population.opinion=0.5", "population.contact_rate=1", "influence.strength=2",
        "influence.controversialness=1.01", "ties.contacts=1", "ties.reciprocity=1", "ticks=6000",
        "output.window=[6000, 6000]", "sweep.replicates=1"], None),
    "baumann-activities": ("run", "baumann-2020-consensus", [
        "network.agents=1000000", "ticks=1", "output.window=[1, 1]", "sweep.replicates=1"], None),
    "santos": ("sweep", "santos-2021", [], 40),
    "friedkin-johnsen-blocks": ("run", "friedkin-johnsen-1990", [], None),
    "friedkin-johnsen-pair": ("run", "friedkin-johnsen-1990", ["network.agents=2", "influence.tie_weight=1"], None),
    "perra-rocha": ("run", "perra-rocha-2019", [], 10000),
    "bakshy": ("run", "empirical/bakshy-2015", [], None),
    "milli-chronological": ("run", "empirical/milli-2023", ["reaction.arousal=0.24"], None),
    "milli-engagement": ("run", "empirical/milli-2023", ["reaction.arousal=0.24", "feed.ranking=engagement"], None),
    "gaisbauer": ("run", "gaisbauer-2020", [], 20),
    "banisch-olbrich": ("run", "banisch-olbrich-2019", [], 500),
    "emperor-complete": ("run", "emperor-2005", [], 1000),
    "emperor-torus": ("sweep", "emperor-2005-torus", [], 200),
    "simsom-no-bots": ("run", "simsom-2024", NO_BOTS, 60),
    "simsom-no-bots-steep": ("run", "simsom-2024", NO_BOTS + ["posts.quality_growth=10"], 60),
    "simsom": ("run", "simsom-2024", [], 1000),
    "deffuant": ("sweep", "deffuant-2000", [], 2000),
    "sirbu-unbiased": ("run", "sirbu-2019", ["influence.gamma=0", "influence.epsilon=0.2", "network.agents=500",
                                             "stop.clusters_every=10", "stop.cap=10000", "sweep.replicates=100"], 2000),
    "sirbu": ("sweep", "sirbu-2019", [], None),
    "keijzer-mas-repulsion": ("sweep", "keijzer-mas-2022-repulsion", [], 1000),
    "hegselmann-krause-regular": ("sweep", "hegselmann-krause-2002", [], None),
    "hegselmann-krause-drawn": ("run", "hegselmann-krause-2002",
                                ["network.agents=1000", "population.opinion={ uniform = [0, 1] }",
                                 "influence.epsilon=0.22", "sweep.replicates=200"], None),
    "sasahara": ("run", "sasahara-2021", [], 400),
    "sasahara-influence": ("run", "sasahara-2021", SHORT + ["ties.probability=0"], None),
    "sasahara-rewiring": ("run", "sasahara-2021", SHORT + ["influence.rate=0"], None),
    "cinus": ("sweep", "cinus-2022", [], None),
    "de-arruda": ("run", "de-arruda-2022", [], 100),
}

# Figures of a theory: the command, and how the rows of its CSV are counted. One row of runs.csv each.
THEORIES = {
    "silence-game-critical": ["silence-game", "--gamma", "0.5", "--critical"],
    "silence-game-states": ["silence-game", "--gamma", "0.7", "--beta", "10", "--cost", "0.1", "--stable"],
    "chitra-musco": ["administrator", "scenarios/papers/chitra-musco-2020.toml"],
}


def theory_rows(name, rows):
    """What the table needs of a theory, as if it were the outcome of a run, or of several."""
    if name == "chitra-musco":
        last = {row["replicate"]: row for row in rows}
        return [{**row, "stopped_by": "settled" if row["settled"] == "true" else "cap"} for row in last.values()]
    return [theory_row(name, rows)]


def theory_row(name, rows):
    """The outcome of a theory that has one."""
    if name == "silence-game-critical":
        return {"critical_beta": rows[0]["beta"], "critical_betas": len(rows)}
    states = [(float(row["q_1"]), float(row["q_2"])) for row in rows]
    both = [q for q in states if abs(q[0] - q[1]) < 1e-6]
    one = [q for q in states if q[0] > q[1] + 1e-6]
    mirrored = all(any(abs(a - d) + abs(b - c) < 1e-6 for c, d in states) for a, b in states)
    return {"states": len(states) if mirrored else "", "both": both[0][0], "speaking": one[0][0], "silenced": one[0][1]}


M = "network.followees"
E = "influence.epsilon"
H = "influence.similarity_exponent"
A = "influence.controversialness"
IR = "independent run"
# id, play, (swept key, value), several of them or None, column, model, observable, expected, tolerance, provenance
CHECKPOINTS = [
    ("R0", "worked-example", None, "silent_share", "Ross 2019, worked example",
     "silent in tick 2 of five, Φ = .6", 0.2, 0, "paper, authors' code"),
    ("R0", "worked-example-below", None, "silent_share", "Ross 2019, worked example",
     "silent in tick 2 of five, Φ = .46207 < c", 0.0, 0, "paper, authors' code"),
    ("R0", "worked-example-above", None, "silent_share", "Ross 2019, worked example",
     "silent in tick 2 of five, Φ = .46217 > c", 0.2, 0, "paper, authors' code"),
    ("R1", "ross-m1", None, "minority_speaking", "Ross 2019, m = 1", "minority speaking share", 0.168, 0.01,
     f"paper; {IR} .166"),
    ("R3", "ross-m5", None, "ticks", "Ross 2019, m = 5", "mean ticks to stability", 210.1, 15,
     f"paper; {IR} 210.8"),
    ("R5", "ross-m1", None, "central_agreement", "Ross 2019, m = 1", "central agreement", 0.704, 0.04,
     f"paper; {IR} .698"),
    ("R7", "ross-bots-random", None, "bot_side_wins", "Ross 2019, m = 1, 4 % bots at random",
     "share of runs that the bots' side wins", 0.66, 0.04, f"paper; {IR} .661"),
    ("R8", "ross-bots-preferential", None, "bot_side_wins", "Ross 2019, m = 1, 10 % bots by preferential attachment",
     "share of runs that the bots' side wins", 0.908, 0.04, f"paper; {IR} .913"),
] + [
    ("R10", "ross-unclamped", (M, m), column, f"Ross, C++ variant, m = {m}", observable, expected, tolerance,
     "authors' code, run")
    for column, observable, points in [
        ("minority_speaking", "minority speaking share", [(1, 0.183, 0.015), (5, 0.084, 0.015), (10, 0.004, 0.015)]),
        ("ticks", "mean ticks to stability", [(1, 35, 35 * 0.15), (5, 373, 373 * 0.15), (10, 116, 116 * 0.15)]),
    ]
    for m, expected, tolerance in points
] + [
    ("C1", "cabrera", ("network.icd", icd), "minority_speaking", f"Cabrera 2021, 2 × 500, icd = {icd}",
     "minority speaking share", expected, 0.03, "authors' code, run")
    for icd, expected in [(0.002, 0.083), (0.01, 0.044), (0.04, 0.0)]
] + [
    ("T1", "granovetter", None, "speaking_pos", "Granovetter 1978, thresholds 0 … 99", "share who act", 1.0, 0, "derived"),
    ("T1", "granovetter-changed", None, "speaking_pos", "Granovetter 1978, threshold 1 → 2", "share who act", 0.01, 0,
     "derived"),
    ("K1", "kuran", None, "speaking_pos", "Kuran 1991, T = 0, 20, 20, 30, …", "public opposition", 0.1, 0, "derived"),
    ("K1", "kuran-changed", None, "speaking_pos", "Kuran 1991, one 20 → 10", "public opposition", 0.9, 0, "derived"),
    ("D1", "silence-degroot", ("expression.memory", "false"), "agreement", "Aranda 2024, SOM−, clique, 15 pairs of τ and M",
     "share of runs in consensus (sd of opinions < 1e-6)", 1, 0, "paper (abstract)"),
    ("P1", "lee", None, "perception_bias_minority", "Lee 2019, f = .2, h = .8", "P of the minority", 2.691, 0.07,
     "authors' code (data 2.687), derived"),
    ("P1", "lee", None, "perception_bias_majority", "Lee 2019, f = .2, h = .8", "P of the majority", 0.447, 0.01,
     "authors' code (data .448), derived"),
    ("P4", "lee", None, "followed_minority_by_minority", "Lee 2019, f = .2, h = .8",
     "mean minority share that the minority's members see", 0.49, 0.02, "authors' code (data)"),
    ("P4", "lee", None, "followed_minority_by_majority", "Lee 2019, f = .2, h = .8",
     "mean minority share that the majority's members see", 0.07, 0.02, "authors' code (data)"),
    ("L1", "lerman-random", None, "majority_illusion", "Lerman 2016, Poisson degrees, p = .2, ρ = 0",
     "share under the majority illusion", 0.0453, 0.005, "derived"),
    ("L2", "lerman-correlated", None, "majority_illusion", "Lerman 2016, p(k) ∝ k^−2.1, p = .05, ρ = .6",
     "share under the majority illusion", 0.28, 0.03, f"{IR} .281"),
    ("BA1", "baumann-consensus", None, "below_005", "Baumann 2020, α = .05, β = 2", "share of runs with max |x| < .005",
     1.0, 0, f"{IR}; regime second-hand"),
    ("BA2", "baumann-radicalisation", None, "saturation", "Baumann 2020, α = 3, β = 0",
     "⟨|x|⟩ ÷ [K·m·(1 + r)·⟨a⟩ of the sample]", 1.0, 0.02, f"derived; {IR}"),
    ("BA2", "baumann-radicalisation", None, "opinion_minority", "Baumann 2020, α = 3, β = 0",
     "share on the minority side", 0.0, 0, f"derived; {IR}"),
    ("BA5", "baumann-two-agents", None, "opinion_abs_mean", "Baumann 2020, two agents, K = 2, α = 1.01", "fixed point",
     1.91873841, 1e-4, "derived, second-hand"),
    ("BA6", "baumann-activities", None, "contact_rate_mean", "Baumann 2020, activities, 10⁶ draws", "⟨a⟩", 0.040852,
     0.00040852, "derived"),
    ("BA6", "baumann-activities", None, "contact_rate_square", "Baumann 2020, activities, 10⁶ draws", "⟨a²⟩", 0.0076377,
     0.000076377, "derived"),
    ("SL1", "santos", (A, 0.147), "non_neutral", "inspired by Santos 2021, α = .98 (1 − γ)/K",
     "share of runs that are not neutral", 0.0, 0, "derived"),
    ("SL1", "santos", (A, 0.153), "non_neutral", "inspired by Santos 2021, α = 1.02 (1 − γ)/K",
     "share of runs that are not neutral", 1.0, 0, "derived"),
    ("FJ1", "friedkin-johnsen-blocks", None, "opinion_abs_mean", "Friedkin–Johnsen, two blocks of 50, q = .05", "|z|",
     1 / 6, 1e-9, "derived"),
    ("FJ1", "friedkin-johnsen-blocks", None, "polarisation_each", "Friedkin–Johnsen, two blocks of 50, q = .05", "P/N",
     1 / 36, 1e-9, "derived"),
    ("FJ2", "friedkin-johnsen-pair", None, "opinion_abs_mean", "Friedkin–Johnsen, a pair", "|z|", 1 / 3, 1e-12,
     "derived"),
    ("CM1", "chitra-musco", None, "polarisation_ratio", "Chitra & Musco 2020, 2 × 30, p = .5, q = .1, ε = .2, all pairs",
     "P in the end ÷ P at first", 2.47, 2.47 * 0.12, IR),
    ("PR1", "perra-rocha", None, "opinion_mean", "inspired by Perra & Rocha 2019, random ranking",
     "2·(final share of A) − 1, from a share of .3", -0.4, 0.04, "derived"),
    # The strength of the ranking, one number, is fitted to these two; the stage before is given. See the scenario.
    ("BM1", "bakshy", None, "crosscut_shown_neg", "Bakshy 2015, fitted", "cross-cutting share shown, liberals", 0.22,
     0.01, "second-hand, derived"),
    ("BM1", "bakshy", None, "crosscut_shown_pos", "Bakshy 2015, fitted", "cross-cutting share shown, conservatives", 0.33,
     0.01, "second-hand, derived"),
    # κ = .24, one number, is fitted to the difference; the share that is written, .085, is given. See the scenario.
    ("MI1", "milli-chronological", None, "animosity_views", "Milli 2023/25, fitted", "hostile posts shown, chronological",
     0.085, 0.01, "authors' code"),
    ("MI1", "milli-engagement", None, "animosity_views", "Milli 2023/25, fitted", "hostile posts shown, engagement", 0.116,
     0.01, "authors' code"),
    ("SM1", "simsom-no-bots", None, "quality_running", "SimSoM 2024, no bots, λ = 5", "mean quality", 0.8068, 0.01,
     "derived; authors' code, run .809"),
    ("SM1", "simsom-no-bots-steep", None, "quality_running", "SimSoM 2024, no bots, λ = 10", "mean quality", 0.9, 0.01,
     "derived; authors' code .9026"),
    ("SM4", "simsom", None, "quality_running", "SimSoM 2024, 300 humans, β = .05, γ = .1", "quality", 0.444, 0.04,
     "authors' code, run"),
    ("G1", "silence-game-critical", None, "critical_beta", "Gaisbauer 2020, mean field, γ = δ = .5, c = 0",
     "β at which the symmetric state loses stability", 4, 0.001, "derived"),
    ("G3", "silence-game-states", None, "states", "Gaisbauer 2020, mean field, γ = δ = .7, β = 10, c = .1",
     "stable states, mirror images included", 3, 0, "derived"),
    ("G3", "silence-game-states", None, "both", "Gaisbauer 2020, mean field, γ = δ = .7, β = 10, c = .1",
     "Q where both speak", 0.2762, 0.001, "derived"),
    ("G3", "silence-game-states", None, "speaking", "Gaisbauer 2020, mean field, γ = δ = .7, β = 10, c = .1",
     "Q of the side that speaks alone", 0.5918, 0.001, "derived"),
    ("G3", "silence-game-states", None, "silenced", "Gaisbauer 2020, mean field, γ = δ = .7, β = 10, c = .1",
     "Q of the side that is silenced", -0.3845, 0.001, "derived"),
    ("G5", "gaisbauer", None, "q_mean_pos", "Gaisbauer 2020, agents, gated, 20,000 sweeps",
     "mean Q of the first group, last fifth", 0.385, 0.06, IR),
    ("G5", "gaisbauer", None, "q_mean_neg", "Gaisbauer 2020, agents, gated, 20,000 sweeps",
     "mean Q of the second group, last fifth", -0.54, 0.06, IR),
    ("B1", "banisch-olbrich", None, "same_side_ties", "Banisch & Olbrich 2019, N = 100, r = .225",
     "share of congruent edges after 2·10⁶ micro-steps", 0.958, 0.02, IR),
    ("E1", "emperor-complete", None, "compliance", "Centola 2005, complete graph, 5 % believers", "compliance", 0.175, 0.01,
     f"derived; {IR} .176; claim paper"),
    ("E1", "emperor-complete", None, "cascade", "Centola 2005, complete graph, 5 % believers", "share of runs with a cascade",
     0, 0, f"derived; {IR}; claim paper"),
    # What counts is the order; the tolerances are three standard errors of 20 such runs.
    ("E3", "emperor-torus", ("network.rewiring", 0.01), "compliance", "Centola 2005, torus, 1 % believers, p = .01",
     "compliance", 0.99, 0.03, f"{IR}; claim paper"),
    ("E3", "emperor-torus", ("network.rewiring", 0.1), "compliance", "Centola 2005, torus, 1 % believers, p = .10",
     "compliance", 0.51, 0.33, f"{IR}; claim paper"),
    ("HK1", "hegselmann-krause-regular", (E, 0.10), "opinion_clusters", "Hegselmann & Krause 2002, regular, ε = .10",
     "clusters", 4, 0, IR),
    ("HK1", "hegselmann-krause-regular", (E, 0.20), "opinion_clusters", "Hegselmann & Krause 2002, regular, ε = .20",
     "clusters", 2, 0, IR),
    ("HK1", "hegselmann-krause-regular", (E, 0.25), "opinion_clusters", "Hegselmann & Krause 2002, regular, ε = .25",
     "clusters", 1, 0, IR),
    ("HK2", "hegselmann-krause-drawn", None, "consensus", "Hegselmann & Krause 2002, n = 1000 drawn, ε = .22",
     "share of runs in consensus (one cluster)", 0.71, 0.08, IR),
    ("SA1", "sasahara", None, "opinion_clusters", "Sasahara 2021, ε = μ = p = q = .5", "clusters, all runs", 2.5, 0.4, IR),
    ("SA1", "sasahara", None, "settled_ticks", "Sasahara 2021, ε = μ = p = q = .5",
     "hundreds of micro-steps until stationary, median of those that are", 60, 24, IR),
    ("SA3", "sasahara-influence", None, "settled", "Sasahara 2021, q = 0", "share of runs stationary", 0, 0, IR),
    ("SA3", "sasahara-rewiring", None, "settled", "Sasahara 2021, μ = 0", "share of runs stationary", 0, 0, IR),
] + [
    ("CI1", "cinus", ("ties.recommender", recommender), "nci_difference", f"Cinus 2022, μ = .95, η = .8, {name}",
     "NCI less NCI without a recommender", expected, 0.05, "second-hand")
    for recommender, name, expected in [("similarity", "opinion-biased", 0.95), ("pagerank", "PageRank", 0.07),
                                        ("random", "uniform", 0.09)]
] + [
    ("DW1", "deffuant", (E, 0.5), "opinion_clusters_effective", "Deffuant 2000, ε = .5", "effective clusters C", 1.0,
     0.01, IR),
    ("DW1", "deffuant", (E, 0.2), "opinion_clusters_effective", "Deffuant 2000, ε = .2", "effective clusters C", 1.98,
     0.04, IR),
    ("SI1", "sirbu-unbiased", None, "opinion_clusters_effective", "Sîrbu 2019, ε = .2, γ = 0, N = 500",
     "effective clusters C", 1.98, 0.05, f"{IR}; NDlib 1.965"),
    ("DA1", "de-arruda", None, "opinion_bimodality", "de Arruda 2022, P_t pol, P_d III, 15·10⁶ iterations",
     "bimodality coefficient", 0.771, 0.03, "authors' code, run"),
] + [
    # The claim is C < 1.03.
    ("SI3", "sirbu", ((E, epsilon), ("influence.gamma", gamma)), "opinion_clusters_effective",
     f"Sîrbu 2019, ε = {epsilon}, γ = {gamma}, N = 250", "effective clusters C", 1.0, 0.03, f"paper, {IR}")
    for epsilon in (0.5, 1.0) for gamma in (0.0, 0.5, 1.0, 1.25)
] + [
    ("KM1", "keijzer-mas-repulsion", (H, 0), "four_variances", "Keijzer & Mäs 2022, repulsion, h = 0", "4·Var(o)", 0.89,
     0.1, IR),
    # The claim is < .1.
    ("KM1", "keijzer-mas-repulsion", (H, 4), "four_variances", "Keijzer & Mäs 2022, repulsion, h = 4", "4·Var(o)", 0.01,
     0.09, IR),
]

HEADER = ["id", "model", "observable", "expected", "measured", "standard_error", "tolerance", "runs", "within",
          "provenance", "command", "minutes", "version"]

NOTES = """
## How to read it
- *standard error*: of the measured mean over the runs; empty for a figure without chance in it.
- *within*: measured minus expected is at most the tolerance, as the table of checkpoints has it. No seed, parameter or
  tolerance was chosen by the result: every scenario has the year of its paper as seed.
- `runs/` has the outcomes of every run behind the table. `long.csv` has the same figures from more runs than the
  papers made (`python3 scripts/reproduce.py --long`): there the standard errors are small enough to tell a bias from
  luck.

## What was found on the way
- **Who counts as speaking at the end.** The program counts who spoke in the last tick, that is before that tick's
  update of confidence; the authors count after it. In a quiet tick no c moves by more than ε = .001, so that only
  agents within .001 of their Φ can differ: a plain loop that counts after the update gave .1667 for R1 from 20,000 runs.
- **R7.** .66 lies below what the model as written gives in the long run, .69 (`long.csv`). A plain loop, written for this
  comparison alone with its own network and random numbers, gave .697 ± .005 from 10,000 runs, so that it is not this
  program. The difference is two standard errors of the paper's 1000 runs, and the bots' table of the paper is known to
  scatter by more than its number of runs allows.
- **R3.** Likewise 210 lies above the long run's 202 ± 2, by less than two standard errors of a mean over 1000 runs; the
  same plain loop gave 204 from 3,000 runs.
- **P1.** The closed form is that of an endless network: 2,000 agents fall short of it by 1 % in the long run, 200,000 meet
  it (`--set network.agents=200000`: 2.694 ± .003 and .4462 ± .0003).
- **C1.** 600 runs a point gave .105 ± .005, .027 ± .003 and .0001 at icd = .002, .01 and .04: from the 60 runs of the
  authors' code by 1.4 and 1.1 of its standard errors (.015), in either direction.
- **D1.** Nothing converges to consensus in exact arithmetic: a run counts as agreed if its opinions end within a standard
  deviation of 1e-6 (they end within 1e-9). With memory of the silent (SOM+) the same clique stays divided by .003 in most of
  the 15 settings, all silent: the paper's other claim.
- **L2.** The formula without degree correlation, on this degree law with p and ρ as stated, gives .2707 (a test of the
  generator computes it), which is what the program gives in the long run. The .277 and .281 that others report lie
  within the tolerance, and within the scatter of single networks of this size.
- **SM4.** Networks of 300 humans differ: single runs scatter by .021, so that three of them give the mean to .012; 200
  runs gave .4441 ± .0015. **SM1**: 60 runs gave .8064 ± .0008 for λ = 5 and .9002 ± .0005 for λ = 10.
- **G5** hangs on the horizon: the silenced group learns only when it speaks, and its mean is still sinking at 20,000
  sweeps (`hushfeed run scenarios/papers/gaisbauer-2020.toml --set ticks=40000`).
- **E3.** Some runs never come to rest, most of them those with many bridges, and are cut off at 10,000 sweeps. A cascade can
  come late: cut off at 2,000 sweeps, the mean at p = .10 is .05 lower.
- **Castillo & Cozzo 2025** print no numbers. Networks of 1,000 agents part a little less than the mean field says (.70 of
  all ties inside, not .71, at the defaults), since candidates of the own kind are oftener tied already. With a minority of
  a fifth and equal preferences (s = .65) more closure only entrenches the majority; with s = (.755, .65) a moderate closure
  lets the minority speak, and in the mean field from c = .9 on it is the majority that falls silent (β = 5).
- **CM1.** Networks of 2 × 30 differ: single ones scatter by .10, so that three of them give the mean to .06; 200 networks gave
  2.454 ± .007 (`hushfeed administrator scenarios/papers/chitra-musco-2020.toml --set sweep.replicates=200`). The claims, by
  20 networks each, stand in the scenario: the rise is steep (× 1.20, 2.47, 41 at ε = .05, .2, .5), also where only existing
  ties can be changed; the remedy removes it, and with all pairs adjustable a large λ brings polarisation under what it was.
- **CI1.** The figures are those of a reproduction, whose published code differs from the authors' in when the budget of
  recommendations is spent, in how opinions are drawn and in the bound; the scenario follows it and names the keys of the other
  reading, with which the differences are 1.017 ± .012, .087 ± .006 and .116 ± .006 (100 runs).
- **R0.** The inner values (ĉ 1.5 → 1.0, c .6351 → .4621) are held by a test of the rule itself; here the program's
  c is bracketed by two thresholds, .46207 and .46217.
"""


def command(play, replicates=None):
    if play in THEORIES:
        return THEORIES[play]
    verb, scenario, overrides, _ = PLAYS[play]
    words = [verb, f"scenarios/{scenario}.toml" if "/" in scenario else f"scenarios/papers/{scenario}.toml"]
    for override in overrides + ([f"sweep.replicates={replicates}"] if replicates else []):
        words += ["--set", override]
    return words


def printed(words):
    quoted = [f"'{word}'" if any(c in word for c in " {\"") else word for word in words]
    return "hushfeed " + " ".join(quoted)


def rows_of(program, play, replicates=None):
    """The rows of runs.csv, and the minutes that they took."""
    if play in THEORIES:
        rows = theory_rows(play, common.rows_of(common.printed([program, *THEORIES[play]], cwd=ROOT)))
        return [{"replicate": 0, "stopped_by": "", "ticks": "", **row} for row in rows], 0.0
    started = time.monotonic()
    with played([program, *command(play, replicates)]) as folder:
        minutes = (time.monotonic() - started) / 60
        rows = read_runs(folder, f"the play {play}")
    for row in rows:
        if "opinion_clusters" in row:
            row["consensus"] = "1" if float(row["opinion_clusters"]) == 1 else "0"
        derive(row)
    if play == "cinus":
        key = "neighbour_correlation"
        without = {row["replicate"]: float(row[key]) for row in rows if float(row["ties.budget"]) == 0}
        rows = [row for row in rows if float(row["ties.budget"]) > 0]
        for row in rows:
            row["nci_difference"] = repr(float(row[key]) - without[row["replicate"]])
    return rows, minutes


def same(text, value):
    """Whether a swept value of the table is this number, or this word."""
    return text == value if isinstance(value, str) else float(text) == value


def derive(row):
    """Observables that are made of several columns."""
    settled = row["stopped_by"] == "settled"
    row["settled"], row["settled_ticks"] = ("1", row["ticks"]) if settled else ("0", "")
    if "opinion_abs_max" in row:
        row["below_005"] = "1" if float(row["opinion_abs_max"]) < 0.005 else "0"
    if "contact_rate_mean" in row:  # K·m·(1 + r) of the scenarios of Baumann et al.
        row["saturation"] = str(float(row["opinion_abs_mean"]) / (3 * 10 * 1.5 * float(row["contact_rate_mean"])))
    if "opinion_abs_mean" in row:
        row["non_neutral"] = "1" if float(row["opinion_abs_mean"]) > 0.01 else "0"
    if "opinion_sd" in row:
        row["four_variances"] = str(4 * float(row["opinion_sd"]) ** 2)
    if "polarisation" in row:
        row["polarisation_each"] = str(float(row["opinion_sd"]) ** 2)
    if "opinion_sd" in row:
        row["agreement"] = "1" if float(row["opinion_sd"]) < 1e-6 else "0"


def measure(checkpoint, rows, minutes, version, replicates=None):
    ident, play, at, column, model, observable, expected, tolerance, provenance = checkpoint
    points = [] if at is None else [at] if isinstance(at[0], str) else at
    chosen = [row for row in rows if all(same(row[key], value) for key, value in points)]
    values = [float(row[column]) for row in chosen if row[column] != ""]
    mean = (statistics.median if column == "settled_ticks" else statistics.fmean)(values)
    error = statistics.stdev(values) / math.sqrt(len(values)) if len(values) > 1 else None
    return {
        "id": ident, "model": model, "observable": observable, "expected": f"{expected:g}", "measured": f"{mean:.4f}",
        "standard_error": "" if error is None else f"{error:.4f}", "tolerance": f"{tolerance:g}",
        "runs": len(values), "within": "yes" if abs(mean - expected) <= tolerance + 1e-12 else "no",
        "provenance": provenance, "command": printed(command(play, replicates)), "minutes": f"{minutes:.2f}",
        "version": version,
    }


def table(rows, columns):
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    lines += ["| " + " | ".join(str(row[column.replace(" ", "_")]).replace("|", "\\|") for column in columns) + " |"
              for row in rows]
    return "\n".join(lines)


def readme(rows, capped):
    commands = {}
    for row in rows:
        commands.setdefault(row["command"], [[], row["minutes"]])[0].append(row["id"])
    listed = [{"checkpoints": ", ".join(dict.fromkeys(ids)), "command": f"`{words}`", "minutes": minutes}
              for words, (ids, minutes) in commands.items()]
    misses = [row["id"] for row in rows if row["within"] != "yes"]
    text = "# Published figures, reproduced\n\n"
    text += "Made by `python3 scripts/reproduce.py` with " + rows[0]["version"] + "; the table is also `checkpoints.csv`.\n"
    text += (f"{len(rows) - len(misses)} of {len(rows)} figures are within their tolerance"
             + (f"; not: {', '.join(misses)}" if misses else "") + ".\n")
    text += ("Runs that were cut off by the cap before they settled: " + ", ".join(capped) + ".\n" if capped else
             "Every run that was to settle settled; none was cut off by the cap.\n")
    shown = ["id", "model", "observable", "expected", "measured", "standard error", "tolerance", "runs", "within",
             "provenance"]
    text += "\n" + table(rows, shown) + "\n\n## Commands\n" + table(listed, ["checkpoints", "command", "minutes"]) + "\n"
    return text + NOTES


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ids", nargs="*", metavar="ID", help="checkpoints; default: all")
    parser.add_argument("--long", action="store_true", help="more runs, into results/papers/long.csv")
    parser.add_argument("--program", default=str(BUILT))
    arguments = parser.parse_args()
    known = list(dict.fromkeys(checkpoint[0] for checkpoint in CHECKPOINTS))
    for ident in arguments.ids:
        if ident not in known:
            sys.exit(f"no checkpoint is called {ident}; there are {', '.join(known)}")
    try:
        version = subprocess.run([arguments.program, "--version"], check=True, capture_output=True, text=True)
    except OSError as error:
        sys.exit(f"{arguments.program} does not run ({error}); build it with `cargo build --release`")
    version = version.stdout.strip()

    wanted = [c for c in CHECKPOINTS if not arguments.ids or c[0] in arguments.ids]
    measured, capped = [], []
    for play in dict.fromkeys(checkpoint[1] for checkpoint in wanted):
        replicates = PLAYS[play][3] if arguments.long and play in PLAYS else None
        if arguments.long and replicates is None:
            continue
        rows, minutes = rows_of(arguments.program, play, replicates)
        cut = sum(row["stopped_by"] == "cap" for row in rows)
        if cut and not play.startswith("worked-example"):
            capped.append(f"{cut} of {play}")
        swept = {at[0] for _, name, at, *_ in CHECKPOINTS if name == play and at}
        used = [column for _, name, _, column, *_ in CHECKPOINTS if name == play and column != "ticks"]
        if not arguments.ids and not arguments.long and play in PLAYS:
            header = [*sorted(swept), "replicate", "stopped_by", "ticks", *dict.fromkeys(used)]
            write_table(RESULTS / "runs" / f"{play}.csv", header, rows)
        for checkpoint in wanted:
            if checkpoint[1] == play:
                row = measure(checkpoint, rows, minutes, version, replicates)
                measured.append(row)
                print(f"{row['id']:4} {row['expected']:>7} ± {row['tolerance']:<7} measured {row['measured']:>9} "
                      f"(standard error {row['standard_error'] or '-'}, {row['runs']} runs): "
                      f"{'within' if row['within'] == 'yes' else 'MISSED'}  {row['model']}, {row['observable']}",
                      flush=True)
    measured.sort(key=lambda row: known.index(row["id"]))
    if arguments.long:
        write_table(RESULTS / "long.csv", HEADER, measured)
    elif not arguments.ids:
        write_table(RESULTS / "checkpoints.csv", HEADER, measured)
        (RESULTS / "README.md").write_text(readme(measured, capped), encoding="utf-8")
    if capped:
        print("cut off by the cap: " + ", ".join(capped))
    return 1 if any(row["within"] != "yes" for row in measured) else 0


if __name__ == "__main__":
    sys.exit(main())
