"""One core or two, one thread of a library or four: the same products, byte by byte."""

import pytest

from .runs import new_project, require_equal, start, times

pytestmark = pytest.mark.robustness

WAYS = [(1, 4), (2, 4), (4, 2)]  # cores of Snakemake's, threads of a library's


@pytest.mark.parametrize(("cores", "threads"), WAYS[: times(1, 3)])
def test_the_same_products(undisturbed, tmp_path, tell, cores, threads):
    project = new_project(tmp_path / "project")
    run = start(project, cores=cores, OMP_NUM_THREADS=str(threads))
    assert run.wait(4 * 900) == 0, run.text[-3000:]
    equal = require_equal(project, undisturbed.digests)
    tell(f"--cores {cores} with {threads} threads against --cores 2 with 1: {equal} products equal")
