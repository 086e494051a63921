#!/bin/bash
# A disk that fills up in the middle of a sweep: the sweep stops with an error that names the file and the way out, no
# table is left that could pass for whole, and with more room --resume gives the bytes of an undisturbed sweep.
#
# Mounts a tmpfs, so it needs the right to (run it as root, or under `unshare -rm`).
# usage: scripts/full_disk.sh [path of hushfeed]
set -eu
program=$(realpath "${1:-target/release/hushfeed}")
work=$(mktemp -d)
disk="$work/disk"
mkdir "$disk"
mount -t tmpfs -o size=600k hushfeed-test "$disk"
trap 'umount "$disk"; rm -rf "$work"' EXIT
fail() { echo "FAILED: $*"; exit 1; }

cat > "$work/disk.toml" <<'TOML'
ticks = 20
seed = 3
[network]
generator = "homophilic"
agents = 100
followees = 5
[output]
every = 5
metrics = ["funnel", "silence"]
[sweep]
replicates = 100
grid = { "network.homophily" = [0.5, 0.7, 0.9] }
TOML

sweep() { "$program" sweep "$work/disk.toml" --threads 2 "$@"; }
sweep --quiet --out "$work/whole"
if sweep --quiet --out "$disk/result" 2> "$work/error"; then fail "600 kB were enough"; fi
cat "$work/error"
grep -q "No space left on device" "$work/error" || fail "the error does not say what is wrong"
grep -q -- "--resume" "$work/error" || fail "the error does not say what to do"
finished=$(grep -o "[0-9]* of 300 runs are finished and kept" "$work/error" | cut -d' ' -f1)
[ "${finished:-0}" -gt 0 ] || fail "nothing was kept"
for table in runs series summary opinions; do
    [ ! -e "$disk/result/$table.csv" ] || fail "$table.csv looks whole"
done
mount -o remount,size=40m "$disk"
sweep --out "$disk/result" --resume 2>&1 | tail -n 1
for table in runs series summary opinions; do
    stable() { if [ "$table" = runs ]; then sed 's/,[^,]*$//' "$1"; else cat "$1"; fi; }
    cmp <(stable "$work/whole/$table.csv") <(stable "$disk/result/$table.csv") || fail "$table.csv differs"
done
echo "passed: stopped by the full disk after $finished runs, resumed to the same bytes"
