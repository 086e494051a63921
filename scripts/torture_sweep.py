#!/usr/bin/env python3
"""Kills a sweep of 10,000 runs with SIGKILL at five random moments and resumes it each time, on 1, 2 and 3 threads, and
plays it as 7 shards, two of which are killed on the way. All results must be the bytes of an undisturbed sweep.

usage: scripts/torture_sweep.py [--program target/release/hushfeed] [--replicates 400] [--seed 1] [--report FILE.md]
"""
import argparse
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SCENARIO = """name = "torture"
ticks = 20
seed = 7

[network]
generator = "homophilic"
agents = 60
followees = 5

[feed]
ranking = "popularity"
slots = 5
window = 8

[influence]
rule = "bounded_confidence"

[output]
every = 10
metrics = ["funnel", "silence", "opinion"]

[sweep]
replicates = {replicates}
grid = {{ "network.homophily" = [0.5, 0.6, 0.7, 0.8, 0.9], "expression.kappa" = [2.0, 4.0, 6.0, 8.0, 10.0] }}
"""
FILES = ["runs.csv", "series.csv", "summary.csv", "opinions.csv", "datapackage.json", "scenario.toml"]


def digest(folder, name):
    """The hash of a file of a result; of runs.csv without its last column, the time that a run took."""
    hasher = hashlib.sha256()
    with open(folder / name, "rb") as file:
        for line in file:
            hasher.update(line.rsplit(b",", 1)[0] + b"\n" if name == "runs.csv" else line)
    return hasher.hexdigest()


def result(folder):
    left = [path.name for path in folder.iterdir() if path.name.startswith(".")]
    assert not left, f"{folder}: {left} left behind"
    return {name: digest(folder, name) for name in FILES}


def command(args, work, out, threads, *more):
    return [args.program, "sweep", str(work / "torture.toml"), "--out", str(out), "--threads", str(threads), "--quiet",
            "--resume", *more]


def play(line):
    subprocess.run(line, check=True)


def kill(line, seconds):
    """Starts a command and kills it after so many seconds. False if it was over before."""
    child = subprocess.Popen(line)
    try:
        child.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        return True
    assert child.returncode == 0, f"exit status {child.returncode}"
    return False


def journal(folder):
    path = folder / ".hushfeed-journal/runs.journal"
    return path.stat().st_size if path.exists() else 0


def killed_five_times(args, work, threads, whole, chance):
    """Five kills at moments drawn from the time that an undisturbed sweep takes; starts over if it ends before."""
    out = work / f"killed-{threads}"
    share = 0.3
    while True:
        shutil.rmtree(out, ignore_errors=True)
        kept = []
        for _ in range(5):
            if not kill(command(args, work, out, threads), chance.uniform(0.005, share) * whole):
                break
            assert not (out / "runs.csv").exists() or (out / "manifest.json").exists()
            kept.append(journal(out))
        if len(kept) == 5:
            play(command(args, work, out, threads))
            return result(out), kept
        share *= 0.7


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", default="target/release/hushfeed")
    parser.add_argument("--replicates", type=int, default=400, help="runs of each of the 25 points")
    parser.add_argument("--seed", type=int, default=1, help="of the moments of the kills")
    parser.add_argument("--report", help="a file for the outcome, in Markdown")
    args = parser.parse_args()
    args.program = str(Path(args.program).resolve())
    chance = random.Random(args.seed)
    lines = []

    def say(text):
        lines.append(text)
        print(text, flush=True)

    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        (work / "torture.toml").write_text(SCENARIO.format(replicates=args.replicates))
        version = subprocess.run([args.program, "--version"], capture_output=True, text=True, check=True).stdout.strip()
        say("# Kill -9, threads and shards\n")
        say(f"`scripts/torture_sweep.py --replicates {args.replicates} --seed {args.seed}`, {version}: a sweep of "
            f"{25 * args.replicates:,} runs over 25 points, played in five ways.\n")
        start = time.monotonic()
        play(command(args, work, work / "calm", 1))
        whole = time.monotonic() - start
        expected = result(work / "calm")
        say("| file | SHA-256 of the undisturbed sweep on 1 thread (`runs.csv` without `wall_ms`) |\n|---|---|")
        for name, value in expected.items():
            say(f"| `{name}` | `{value}` |")
        say("\n| the same sweep | journal at each kill, kB | bytes |\n|---|---|---|")
        good = True
        for threads in (1, 2, 3):
            found, kept = killed_five_times(args, work, threads, whole / min(threads, os.cpu_count()), chance)
            same = found == expected
            good &= same
            sizes = ", ".join(f"{size / 1000:,.0f}" for size in kept)
            times = "thread" if threads == 1 else "threads"
            say(f"| {threads} {times}, killed 5 times, resumed | {sizes} | {'same' if same else 'DIFFERENT'} |")
        out, kept = work / "shards", []
        for number in range(1, 8):
            line = command(args, work, out, 1, "--shard", f"{number}/7")
            if number in (2, 5) and kill(line, chance.uniform(0.1, 0.6) * whole / 7):
                kept.append(journal(out / f"shard-{number}-of-7"))
            play(line)
        play([args.program, "merge", str(out), "--quiet"])
        same = result(out) == expected
        good &= same
        sizes = ", ".join(f"{size / 1000:,.0f}" for size in kept)
        say(f"| 7 shards, {len(kept)} of them killed and resumed, merged | {sizes} | {'same' if same else 'DIFFERENT'} |")
    say(f"\n{'All results are the same bytes.' if good else 'RESULTS DIFFER.'}")
    if args.report:
        Path(args.report).write_text("\n".join(lines) + "\n")
    sys.exit(not good)


if __name__ == "__main__":
    main()
