"""What people see of a run: stages with key figures, and failures with fault and cure."""

import re

import pytest
from projects import NOISE, SMALL, copy_project


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    """A project of which only the demo's ground is made, which takes seconds."""
    project = copy_project(tmp_path_factory.mktemp("terminal"))
    project.write_config(SMALL)
    project.snakemake("results/demo/dem.tif")
    return project


def test_a_failing_step_is_told_with_rule_fault_cure_and_log(started):
    path = started.folder / "results" / "demo" / "dem.tif"
    content = path.read_bytes()
    path.write_bytes(content[:-100])
    try:
        printed = started.snakemake("results/factors/dem.tif", check=False)
    finally:
        path.write_bytes(content)
    lines = printed.splitlines()
    failed = next(number for number, line in enumerate(lines) if "FAILED" in line)
    assert "(rule prepare_dem)" in lines[failed]
    assert re.match(r" +DamagedFileError: results/demo/dem\.tif: .*Delete it", lines[failed + 1]), printed
    assert lines[failed + 2].strip() == "log: results/logs/prepare_dem.log"
    assert printed.count("DamagedFileError") == 1
    assert not [words for words in NOISE if words in printed], printed
    assert len(lines) < 12, printed


def test_snakemakes_own_output_is_there_for_the_asking(started):
    printed = started.snakemake("--verbose", "--forcerun", "prepare_dem", "--", "results/factors/dem.tif")
    assert "Select jobs to execute" in printed and "steps in" not in printed
