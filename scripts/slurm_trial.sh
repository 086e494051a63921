#!/bin/bash
# The cluster test: a private Slurm of three virtual nodes on this machine, scenarios/slurm/array.sbatch as an array of 7
# shards, one node killed while its task plays and brought back, a task that gets its time-is-up signal, the merge job
# behind them, and a comparison of the merged result with an undisturbed sweep.
#
# Needs Debian's slurm-wlm and munge, and root; everything lives in one temporary folder, and only processes that this
# script started are ended. Writes a report to FILE.md if given.
# usage: scripts/slurm_trial.sh [path of hushfeed] [FILE.md]
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
program=$(realpath "${1:-$root/target/release/hushfeed}")
report=$(realpath "${2:-/dev/null}")
S=$(mktemp -d -t slurm-trial.XXXXXX)
chmod 711 "$S"
mkdir "$S"/{run,state,spool,log,key,trial}
chmod 711 "$S/key" && chmod 755 "$S/run"
started=()

cleanup() {
    status=$?
    for node in n1 n2 n3; do kill_node "$node"; done
    for id in "${started[@]}"; do kill -9 "$id" 2> /dev/null || true; done
    if [ "$status" -ne 0 ]; then echo "FAILED; the folder is left: $S" >&2; else rm -rf "$S"; fi
}
trap cleanup EXIT
fail() { echo "FAILED: $*" >&2; tail -n 20 "$S"/log/*.log "$S"/trial/*.log >&2 || true; exit 1; }

# --- a private cluster ---------------------------------------------------------------------------------------------
dd if=/dev/urandom of="$S/key/munge.key" bs=1024 count=1 status=none
chmod 400 "$S/key/munge.key"
munged --foreground --force --key-file="$S/key/munge.key" --socket="$S/run/munge.socket" --pid-file="$S/run/munged.pid" \
    --log-file="$S/log/munged.log" --seed-file="$S/run/munge.seed" --num-threads=2 2> /dev/null & started+=($!)
base=$((20000 + RANDOM % 20000))
host=$(hostname -s)
cat > "$S/slurm.conf" <<CONF
ClusterName=trial
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$base
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$S/run/munge.socket,cred_expire=5
CredType=cred/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/filetxt
JobCompLoc=$S/log/jobs.txt
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
MpiDefault=none
ReturnToService=2
SlurmdTimeout=10
KillWait=5
MinJobAge=600
StateSaveLocation=$S/state
SlurmdSpoolDir=$S/spool/%n
SlurmctldPidFile=$S/run/slurmctld.pid
SlurmdPidFile=$S/run/slurmd-%n.pid
SlurmctldLogFile=$S/log/slurmctld.log
SlurmdLogFile=$S/log/slurmd-%n.log
SlurmdParameters=config_overrides
NodeName=n[1-3] NodeHostname=$host NodeAddr=127.0.0.1 Port=[$((base + 1))-$((base + 3))] CPUs=2 RealMemory=4000
PartitionName=all Nodes=n[1-3] Default=YES MaxTime=INFINITE State=UP
CONF
export SLURM_CONF="$S/slurm.conf"
mkdir "$S"/spool/n{1,2,3}
declare -A slurmd
start_node() {
    setsid slurmd -D -c -N "$1" -f "$SLURM_CONF" > /dev/null 2>&1 &
    slurmd[$1]=$!
}
# The process and all that it has started, as when the machine loses its power.
kill_tree() {
    local child
    kill -STOP "$1" 2> /dev/null || true
    for child in $(ps -o pid= --ppid "$1" 2> /dev/null); do kill_tree "$child"; done
    kill -9 "$1" 2> /dev/null || true
}
# A node: its slurmd, its step managers (they leave the slurmd, and bear the node's name), and what these have started.
kill_node() {
    local manager
    for manager in $(ps -eo pid=,args= | awk '$2 == "slurmstepd:" { print $1 }'); do
        # Many slurmstepd may run on the machine; ours of this node has its spool folder open as its current one or log.
        if ls -l "/proc/$manager/fd" "/proc/$manager/cwd" 2> /dev/null | grep -q -e "$S/spool/$1" -e "slurmd-$1.log"; then
            kill_tree "$manager"
        fi
    done
    [ -z "${slurmd[$1]:-}" ] || kill_tree "${slurmd[$1]}"
    unset "slurmd[$1]"
}
for _ in $(seq 100); do [ -S "$S/run/munge.socket" ] && break; sleep 0.1; done
slurmctld -D -c -f "$SLURM_CONF" > /dev/null 2>&1 & started+=($!)
for node in n1 n2 n3; do start_node "$node"; done
for _ in $(seq 100); do [ "$(sinfo -h -t idle -o %D 2> /dev/null)" = 3 ] && break; sleep 0.3; done
[ "$(sinfo -h -t idle -o %D)" = 3 ] || fail "the cluster did not come up"
echo "three nodes are up"

# --- the sweep -------------------------------------------------------------------------------------------------------
cd "$S/trial"
cat > trial.toml <<'TOML'
name = "trial"
ticks = 60
seed = 11
[network]
generator = "homophilic"
agents = 300
followees = 10
[feed]
ranking = "popularity"
[output]
every = 10
metrics = ["funnel", "silence", "opinion"]
[sweep]
replicates = 210
grid = { "network.homophily" = [0.5, 0.7, 0.9], "expression.kappa" = [5.0, 10.0] }
TOML
"$program" sweep trial.toml --out "$S/calm" --quiet --threads 2
export HUSHFEED="$program" SCENARIO="$S/trial/trial.toml" OUT="$S/trial/out"
array=$(sbatch --parsable --array=1-7 --mem-per-cpu=100 "$root/scenarios/slurm/array.sbatch")
merging=$(sbatch --parsable --mem=100 --dependency="afterok:$array" "$root/scenarios/slurm/merge.sbatch")
size() { stat -c %s "$OUT/shard-$1-of-7/.hushfeed-journal/runs.journal" 2> /dev/null || echo 0; }
task_on() { squeue -h -t running -w "$1" -o %K -j "$array" 2> /dev/null | head -n 1; }

# A node dies once its task has finished some runs.
victim=
for _ in $(seq 600); do
    task=$(task_on n2)
    if [ -n "$task" ] && [ "$task" != N/A ] && [ "$(size "$task")" -gt 30000 ]; then victim=$task; break; fi
    sleep 0.1
done
[ -n "$victim" ] || fail "no task got going on n2"
kill_node n2
kept=$(size "$victim")
echo "killed n2 with task $victim on it: its journal has $kept bytes"
# Another task is told that its time is up, as Slurm does a minute before the end.
warned=
for _ in $(seq 600); do
    for node in n1 n3; do
        task=$(task_on "$node")
        if [ -n "$task" ] && [ "$task" != "$victim" ] && [ "$(size "$task")" -gt 30000 ]; then warned=$task; break 2; fi
    done
    sleep 0.1
done
[ -n "$warned" ] || fail "no other task got going"
scancel --batch --signal=TERM "${array}_$warned"
echo "sent SIGTERM to the batch shell of task $warned"
for _ in $(seq 600); do sinfo -h -n n2 -o %t | grep -q down && break; sleep 0.2; done
requeues() { scontrol show job "${array}_$1" | grep -o 'Restarts=[0-9]*' | head -n 1 | cut -d= -f2; }
for _ in $(seq 300); do [ "$(requeues "$victim")" != 0 ] && break; sleep 0.2; done
echo "Slurm found n2 down and put task $victim back into the queue"
start_node n2
for _ in $(seq 1500); do [ -z "$(squeue -h -j "$array,$merging" 2> /dev/null)" ] && break; sleep 0.2; done
[ -z "$(squeue -h -j "$array,$merging" 2> /dev/null)" ] || fail "the jobs did not end: $(squeue)"
again_victim=$(requeues "$victim")
again_warned=$(requeues "$warned")
[ "$again_victim" -ge 1 ] || fail "the task of the dead node was not requeued"
[ "$again_warned" -ge 1 ] || fail "the task that was told to stop was not requeued"

# --- the comparison --------------------------------------------------------------------------------------------------
stable() { case $1 in */runs.csv) sed 's/,[^,]*$//' "$1" ;; *) cat "$1" ;; esac; }
{
    echo "# A Slurm array with a node that dies"
    echo
    echo "\`scripts/slurm_trial.sh\`, $("$program" --version), $(sinfo --version): three virtual nodes, a sweep of 1,260 runs"
    echo "as \`scenarios/slurm/array.sbatch\` with \`--array=1-7\`, \`merge.sbatch\` behind it with \`--dependency=afterok\`."
    echo
    echo "- Node n2 was killed with all its processes while it played task $victim, whose journal then held $kept bytes. Slurm"
    echo "  put the task back into the queue (restarts: $again_victim), and it went on from there on a node that was up."
    echo "- The batch shell of task $warned got SIGTERM, as a minute before the end of its time. It stopped, asked to be requeued"
    echo "  (restarts: $again_warned), and went on."
    echo "- All 7 shards were merged by the dependent job."
    echo
    echo "| file | SHA-256 of the merged result (\`runs.csv\` without \`wall_ms\`) | an undisturbed sweep in one process |"
    echo "|---|---|---|"
    for name in runs.csv series.csv summary.csv opinions.csv datapackage.json scenario.toml; do
        merged=$(stable "$OUT/$name" | sha256sum | cut -d' ' -f1)
        calm=$(stable "$S/calm/$name" | sha256sum | cut -d' ' -f1)
        if [ "$merged" = "$calm" ]; then word="same bytes"; else word="DIFFERENT"; fi
        echo "| \`$name\` | \`$merged\` | $word |"
    done
} > "$S/report.md"
cat "$S/report.md"
cat "$S/report.md" > "$report"
! grep -q DIFFERENT "$S/report.md" || fail "the merged result differs"
echo "passed"
