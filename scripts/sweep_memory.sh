#!/bin/bash
# Peak memory of sweeps of 1,000 and 100,000 tiny runs: must be within 10 %. Needs GNU time and about 1.2 GB of disk.
# usage: scripts/sweep_memory.sh [path of hushfeed]
set -eu
program=$(realpath "${1:-target/release/hushfeed}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
values() { seq -s ', ' -f '%.4f' "$1" "$2" "$3"; }
for side in 10 100; do
    cat > "$work/memory.toml" <<TOML
ticks = 2
seed = 7
[network]
generator = "homophilic"
agents = 20
followees = 5
[output]
metrics = ["funnel", "silence", "opinion"]
[sweep]
replicates = 10
grid = { "network.homophily" = [$(values 0.5 "$(awk "BEGIN{print 0.4 / ($side - 1)}")" 0.9001)], "expression.kappa" = [$(values 1 "$(awk "BEGIN{print 9 / ($side - 1)}")" 10.0001)] }
TOML
    /usr/bin/time -f '%M' -o "$work/peak" "$program" sweep "$work/memory.toml" --threads 2 --quiet --out "$work/out"
    runs=$(($(wc -l < "$work/out/runs.csv") - 1))
    echo "$runs runs: $(cat "$work/peak") kB"
    rm -rf "$work/out"
    eval "peak_$side=$(cat "$work/peak")"
done
awk "BEGIN { ratio = $peak_100 / $peak_10; printf \"ratio %.3f\n\", ratio; exit ratio > 1.1 }"
