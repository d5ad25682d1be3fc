"""The benchmark of the inversion on a small stack: what it generates, and what it makes of the results.

Nothing here looks at times, which depend on the machine.
"""

import json
import sys
from pathlib import Path

import h5py
import numpy as np
import pytest

from scarpwatch.grids.grid import read_raster
from scarpwatch.insar.interferograms.coding import decode_coherence
from scarpwatch.insar.series.file import open_series

SIZE, SCENES = 40, 12


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
    from inversion_runs import run_step
    from inversion_stack import make_stack

    folder = tmp_path_factory.mktemp("benchmark")
    make_stack(folder, SIZE, scenes=SCENES)
    run_step(folder, folder / "ours.nc")
    yield folder
    sys.path.pop(0)


def test_both_programs_get_the_same_stack(folder):
    names = json.loads((folder / "stack.json").read_text())["pairs"]
    assert len(names) == 3 * SCENES - 6
    with h5py.File(folder / "ifgramStack.h5") as stack:
        assert [b"_".join(pair).decode() for pair in stack["date"][:]] == names
        for number in (0, 7, len(names) - 1):
            phase, _ = read_raster(folder / f"unwrapped/{names[number]}.tif")
            np.testing.assert_array_equal(stack["unwrapPhase"][number], np.nan_to_num(phase))
            codes, _ = read_raster(folder / f"coherence/{names[number]}.tif")
            np.testing.assert_array_equal(stack["coherence"][number], decode_coherence(codes))


def test_the_gaps_are_of_all_kinds(folder):
    from inversion_stack import COMMON, CUT, EMPTY, KINDS, SCATTERED, WINTER

    kinds = np.load(folder / "kinds.npy")
    shares = [share for _, share in KINDS.values()]
    np.testing.assert_allclose(np.bincount(kinds.ravel(), minlength=5) / kinds.size, shares, atol=0.001)
    with open_series(folder / "ours.nc") as series:
        rank, pairs, dates = (series.layer(name) for name in ("rank", "pairs", "dates"))
    full = 3 * SCENES - 6
    assert (pairs[kinds == COMMON] == full).all()
    assert (pairs[kinds == SCATTERED] < full).any()
    assert (rank[(kinds == COMMON) | (kinds == SCATTERED)] == SCENES - 1).all()
    assert (rank[kinds == WINTER] == SCENES - 3).all() and (dates[kinds == WINTER] == SCENES - 2).all()
    assert (rank[kinds == CUT] == SCENES - 2).all() and (dates[kinds == CUT] == SCENES).all()
    assert (pairs[kinds == EMPTY] == 0).all()


def test_errors_are_those_of_the_series(folder):
    """A second "program" that has the truth, and nothing where there are gaps."""
    from inversion import errors, read_ours, score
    from inversion_stack import COMMON

    truth, kinds = np.load(folder / "truth.npy"), np.load(folder / "kinds.npy")
    place = json.loads((folder / "reference.json").read_text())
    referred = truth - truth[:, place["row"], place["column"]][:, None, None]
    perfect = referred - referred[0]

    def read_perfect(rows):
        return perfect[:, rows], kinds[rows] == COMMON

    scores = score(folder, SIZE, {"ours": read_ours(folder), "perfect": read_perfect})
    best, ours = scores["perfect"], scores["ours"]
    assert best["all pairs"]["series_mm"] < 1e-3
    assert best["no pair"]["solved_share"] == best["dates without any pair"]["solved_share"] == 0
    assert ours["no pair"]["solved_share"] == 0
    assert all(ours[label]["solved_share"] == 1 for label in ours if label != "no pair")
    with open_series(folder / "ours.nc") as series:
        error = 1000 * (series.displacement() - perfect)[1:, kinds == COMMON]
    assert ours["all pairs"]["series_mm"] == pytest.approx(np.sqrt(np.mean(error**2)), rel=1e-5)
    assert ours["all pairs"]["common_series_mm"] == ours["all pairs"]["series_mm"]
    assert ours["all pairs"]["series_mm"] < ours["two halves that no pair connects"]["series_mm"]
    assert errors(scores).count("ours") == errors(scores).count("perfect") == 5


def test_ratios_are_to_the_product(folder):
    from inversion import speeds

    runs = {
        "pinv product": {"cpu_s": 0.25, "peak_mb": 10.0},
        "step": {"cpu_s": 2.5, "peak_mb": 20.0},
        "fourfold": {"cpu_s": 10.0, "peak_mb": 20.0, "pixels": 4e6},
    }
    lines = speeds(runs, 1000).splitlines()
    assert lines[3].split() == ["step", "2.50", "400,000", "10.0", "20"]
    assert lines[4].split() == ["fourfold", "10.00", "400,000", "10.0", "20"]
