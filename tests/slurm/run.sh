#!/usr/bin/env bash
# The small demo through a real SLURM of one node on this machine, then locally, and are the products equal?
#
#   tests/slurm/run.sh BIN        BIN: folder of programs of an environment with requirements-slurm.txt
#
# `make test-slurm` makes the environment and calls this. The daemons have their configuration, key, sockets
# and ports in a temporary folder, so that neither /etc/slurm nor a SLURM already at work here is touched,
# and they are stopped at the end, however it comes. If something fails, the folder with its logs stays.
set -euo pipefail

bin=$(cd "${1:?the bin folder of an environment with requirements-slurm.txt is needed}" && pwd)
root=$(cd "$(dirname "$0")/../.." && pwd)
minutes=25 # at most for the run through SLURM; a job that can never start would otherwise wait for ever

say() { printf '%s test-slurm: %s\n' "$(date +%T)" "$*"; }
give_up() {
    say "$*" >&2
    exit 1
}

# --- Programs ----------------------------------------------------------------------------------------------
[ -x "$bin/snakemake" ] || give_up "no snakemake in $bin; make test-slurm installs it"
"$bin/python" -c 'import snakemake_executor_plugin_slurm' 2>/dev/null ||
    give_up "the environment of $bin lacks the packages of requirements-slurm.txt; make test-slurm installs them"

have_slurm() {
    local program
    for program in munged slurmctld slurmd sbatch srun squeue scancel sinfo; do
        command -v "$program" >/dev/null || return 1
    done
}
PATH=$PATH:/usr/sbin:/sbin
if ! have_slurm; then
    command -v apt-get >/dev/null || give_up "SLURM is not installed, and without apt-get this test cannot install it"
    [ "$(id -u)" = 0 ] || give_up "SLURM is not installed. Install it (apt-get install slurm-wlm munge) or run as root"
    say "installing slurm-wlm and munge"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends slurm-wlm munge >/dev/null
    have_slurm || give_up "slurm-wlm and munge are installed, but not all of their programs are found"
fi

# --- Start and stop ----------------------------------------------------------------------------------------
# A session within a SLURM job, or a profile of the user, must not reach into the test.
unset "${!SLURM_@}" "${!SBATCH_@}" "${!SRUN_@}" "${!SNAKEMAKE_@}"
work=$(mktemp -d /tmp/scarpwatch-slurm.XXXXXX) # short, since the path of a socket has 107 characters at most
mkdir "$work"/{bin,etc,log,run,ctld,node}
chmod 755 "$work" "$work/run" # munge wants its socket to be reachable
conf=$work/etc/slurm.conf
daemons=()
run=0

stop() {
    local pid
    if [ "${#daemons[@]}" = 3 ]; then
        timeout 30 scancel --user="$(id -un)" 2>/dev/null || true
        for _ in $(seq 30); do
            [ -z "$(timeout 10 squeue --noheader 2>/dev/null)" ] && break
            sleep 1
        done
    fi
    if [ "$run" != 0 ]; then
        for _ in $(seq 30); do
            kill -0 "$run" 2>/dev/null || break
            sleep 1
        done
        kill -KILL -- "-$run" 2>/dev/null || true # timeout has made it a process group
        wait "$run" 2>/dev/null || true
        run=0
    fi
    while [ "${#daemons[@]}" -gt 0 ]; do # the last one first: slurmd, slurmctld, munged
        pid=${daemons[-1]}
        unset 'daemons[-1]'
        kill "$pid" 2>/dev/null || true
        for _ in $(seq 20); do
            kill -0 "$pid" 2>/dev/null || break
            sleep 0.5
        done
        kill -KILL "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
}

at_exit() {
    local status=$?
    trap - EXIT
    trap '' INT TERM HUP
    if [ "$run" != 0 ]; then # told to end, Snakemake submits no more and waits for its jobs, which stop cancels
        kill -TERM "$run" 2>/dev/null || true
    fi
    stop
    if [ "$status" != 0 ]; then
        say "failed; everything it left, and the daemons' logs, are in $work" >&2
    fi
    exit "$status"
}
trap at_exit EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

start() { # name, command...: in a session of its own, so that Ctrl-C reaches the daemons only through stop
    local name=$1
    shift
    setsid "$@" >"$work/log/$name.out" 2>&1 &
    daemons+=($!)
}

wait_for() { # what, seconds, command...
    local what=$1 seconds=$2
    shift 2
    for _ in $(seq $((seconds * 2))); do
        "$@" && return 0
        sleep 0.5
    done
    tail -n 20 "$work"/log/* >&2
    give_up "$what within $seconds s"
}

# --- A cluster of one node ---------------------------------------------------------------------------------
host=$(hostname -s)
read -r ctld_port node_port < <("$bin/python" -c '
import socket
sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
print(*(entry.getsockname()[1] for entry in sockets))')
# Processor count and memory are declared, not measured (config_overrides), so that the test asks the same of
# every machine; without accounting, squeue answers for as long as MinJobAge.
cat >"$conf" <<CONF
ClusterName=scarpwatch
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$ctld_port
SlurmdPort=$node_port
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/munge
AuthInfo=socket=$work/run/munge.socket
CredType=cred/munge
StateSaveLocation=$work/ctld
SlurmdSpoolDir=$work/node
SlurmctldPidFile=$work/run/slurmctld.pid
SlurmdPidFile=$work/run/slurmd.pid
SlurmctldLogFile=$work/log/slurmctld.log
SlurmdLogFile=$work/log/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SlurmdParameters=config_overrides
ReturnToService=2
MinJobAge=43200
MpiDefault=none
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
NodeName=$host NodeAddr=127.0.0.1 CPUs=2 RealMemory=12000 State=UNKNOWN
PartitionName=main Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF
(umask 077 && head -c 1024 /dev/urandom >"$work/etc/munge.key")
# Within a job the plugin clears the variables of SLURM, this one too; on a cluster the file is in /etc/slurm.
printf '#!/bin/sh\nSLURM_CONF=%s exec %s "$@"\n' "$conf" "$(command -v srun)" >"$work/bin/srun"
chmod +x "$work/bin/srun"
export SLURM_CONF=$conf PATH=$work/bin:$bin:$PATH

node_is_idle() { [ "$(timeout 10 sinfo --noheader --format=%T 2>/dev/null)" = idle ]; }
say "starting munged, slurmctld and slurmd"
start munged munged --foreground --force --key-file="$work/etc/munge.key" --socket="$work/run/munge.socket" \
    --pid-file="$work/run/munged.pid" --log-file="$work/log/munged.log" --seed-file="$work/run/munge.seed"
wait_for "munged did not start" 20 test -S "$work/run/munge.socket"
start slurmctld slurmctld -D -f "$conf"
start slurmd slurmd -D -f "$conf"
wait_for "the node did not become idle" 60 node_is_idle

# --- The two runs ------------------------------------------------------------------------------------------
copy_project() { # from, to: with the compiled code beside the modules, if there is any
    mkdir "$2"
    cp -a "$1"/{Snakefile,rules,scripts,envs,config,profiles} "$2/"
    cp "$root/tests/slurm/small.yaml" "$2/"
}

snakemake_in() { # folder, options...: in the background and waited for, so that a signal finds the trap awake
    cd "$work/$1"
    shift
    local started=$SECONDS status=0
    timeout --kill-after=60 "$((minutes * 60))" "$bin/snakemake" "$@" --configfile config/config.yaml small.yaml >run.log 2>&1 &
    run=$!
    wait "$run" || status=$?
    run=0
    if [ "$status" != 0 ]; then
        tail -n 60 run.log >&2
        give_up "Snakemake ended with status $status in $PWD (124 or 137: not done after $minutes minutes)"
    fi
    say "done in $((SECONDS - started)) s"
}

say "the small demo through SLURM"
copy_project "$root" "$work/slurm"
snakemake_in slurm --workflow-profile profiles/slurm --slurm-init-seconds-before-status-checks 2
# Failed jobs may be hidden by the second try that the profile gives them.
states=$(squeue --states=all --noheader --format=%T | sort | uniq -c | tr -s ' ' | tr '\n' ';')
steps=$(cat .snakemake/log/*.log | grep -c '^Finished jobid: ' || true)
say "steps: $steps; SLURM jobs:${states%;}"
[[ $states =~ ^\ [0-9]+\ COMPLETED\;$ ]] || give_up "not all SLURM jobs completed"
[ -z "$(find results/logs/slurm -name '*.log' 2>/dev/null)" ] || give_up "logs of failed jobs in results/logs/slurm"

say "the small demo locally"
copy_project "$work/slurm" "$work/local" # not from the project, which may have been edited meanwhile
snakemake_in local --cores 2

say "comparing the products"
cd "$root"
summary=$("$bin/python" tests/slurm/compare_products.py "$work/slurm/results" "$work/local/results") || {
    printf '%s\n' "$summary" >&2
    give_up "the products differ"
}

stop
sleep 1
if pgrep -f "$work" >/dev/null; then
    pgrep -af "$work" >&2
    give_up "these processes were left running"
fi
trap - EXIT
rm -rf "$work"
echo "test-slurm passed: $summary"
