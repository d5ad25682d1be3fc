"""Steps that get too little memory: told with the step and what to do; with enough the run then ends as ever."""

import os
import re
import subprocess
import sys

import numpy as np
import pytest

from scarpwatch.files.write_faults import RECORDS

from .runs import changed, copy_of, finished, require_equal, start, times

pytestmark = pytest.mark.robustness

MB = 2**20
SPINS_S = 240  # OpenBLAS of SciPy's wheels asks again for ever at some limits: so long is waited
# Python reads this file at the start of each process. In that of the step it sets a limit, or takes the peak down.
SITE = """
import atexit, os, resource, sys
step, limit, peaks = (os.environ.get(f"LIMITED_{name}") for name in ("STEP", "BYTES", "PEAKS"))
if step and any(word.endswith(f".{step}.py") for word in sys.orig_argv):
    if limit:
        resource.setrlimit(resource.RLIMIT_AS, (int(limit), int(limit)))
    def take_down():
        with open("/proc/self/status") as status, open(peaks, "a") as stream:
            stream.writelines(line for line in status if line.startswith("VmPeak"))
    if peaks:
        atexit.register(take_down)
"""
PEAK = re.compile(r"VmPeak:\s+(\d+) kB")
# One arena: glibc keeps address space for one more of each thread, and does without where it is not to be had, so
# that the peak would be far above what a step cannot do without. One thread, as the runs have.
SPARING = {"MALLOC_ARENA_MAX": "1", "OMP_NUM_THREADS": "1"}
STEPS = {"unwrap_phase": "pairs/unwrapped/*.tif", "invert_network": "*/deformation/uncorrected.nc"}


def peak_of_imports(project, step: str) -> int:
    """Bytes of address space that a step takes for its libraries alone."""
    code = (
        f"import sys; sys.path.insert(0, 'scripts'); import {step}; print(open('/proc/self/status').read())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=project.folder,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, **SPARING},
    )
    return 1024 * int(PEAK.search(done.stdout)[1])


@pytest.mark.skipif(sys.platform != "linux", reason="limits of the address space are Linux's")
@pytest.mark.parametrize("step", STEPS)
def test_a_limit_is_told_with_step_and_cure(undisturbed, tmp_path, tell, step):
    project = copy_of(undisturbed.project, tmp_path / "project")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(SITE)
    path = sorted((project.folder / "results").glob(STEPS[step]))[0]
    target = path.relative_to(project.folder).as_posix()

    def remove():
        for place in (path, path.parent / RECORDS / path.name):  # there it is kept for the next try
            place.unlink(missing_ok=True)

    def run_limited(**limited):
        remove()
        environment = {f"LIMITED_{name}": str(value) for name, value in {"STEP": step, **limited}.items()}
        return start(project, target, PYTHONPATH=str(tmp_path / "site"), **SPARING, **environment)

    run = run_limited(PEAKS=tmp_path / "peaks")
    assert run.wait() == 0, run.text
    least, most = peak_of_imports(project, step), 1024 * int(PEAK.search((tmp_path / "peaks").read_text())[1])
    remove()
    known = finished(project)
    told = unloaded = enough = spun = 0
    limits = least + np.linspace(0.1, 0.95, times(3, 10)) * (most - least)
    for limit in limits:
        run = run_limited(BYTES=int(limit))
        try:
            status = run.wait(SPINS_S)
        except subprocess.TimeoutExpired:
            run.kill()
            spun += 1
            continue
        if status == 0:
            enough += 1
            continue
        fault = re.search(rf"(MemoryShortageError|StepStartError): {step}: .*", run.text)
        assert fault and "--cores 1" in fault[0] and "start the run again" in fault[0], run.text
        if fault[1] == "StepStartError":  # a process's libraries take some MB more or less than another's
            unloaded += 1
            continue
        assert "Traceback" not in run.text, run.text
        told += 1
    remove()
    # The target first: all that is made of it stands, so that a plain start alone would not ask for it.
    for targets in ([target], []):
        run = start(project, *targets)
        assert run.wait() == 0, run.text
    equal = require_equal(project, undisturbed.digests)
    upstream = {
        file: value for file, value in known.items() if file.stat().st_mtime_ns < path.stat().st_mtime_ns
    }
    tell(
        f"{step}: {len(limits)} limits of {least // MB} to {most // MB} MB: {told} told, {unloaded} told "
        f"as libraries were loaded, {enough} enough, {spun} in which OpenBLAS waits for memory for ever; then "
        f"{equal} products equal, {len(changed(upstream))} of {len(upstream)} before the step redone"
    )
    assert told and not changed(upstream)
