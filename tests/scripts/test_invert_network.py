"""The displacement series from unwrapped pairs: a known one through files, and the simulated stack's."""

import json

import numpy as np
import pytest
from affine import Affine
from pair_files import WAVELENGTH, phases, write_network, write_pairs
from rasterio.crs import CRS
from steps import read_json, run_main

from scarpwatch.conventions import FLAGGED
from scarpwatch.grids.grid import Grid, memory_blocks, write_raster
from scarpwatch.insar.interferograms.phase_statistics import phase_variance
from scarpwatch.insar.series.file import read_series

DATES = ["20240107", "20240119", "20240212", "20240307", "20240319"]
PAIRS = [f"{a}_{b}" for n, a in enumerate(DATES) for b in DATES[n + 1 : n + 3]]
ORBITS = dict(zip(DATES, (0.0, 40.0, -25.0, 60.0, 10.0), strict=True))
REFERENCE = (slice(8, 11), slice(13, 16))
CHOSEN = {"row": 9, "column": 14, "half": 1, "chosen": "by the test"}


def known_series():
    """Displacement of 20 x 30 cells (m): a slope that slides, zero at the reference."""
    row, column = np.mgrid[:20, :30]
    pattern = np.exp(-((row - 9) ** 2 + (column - 14) ** 2) / 60)
    steps = np.array([0, 0.002, -0.004, -0.006, 0.003])[:, None, None]
    series = steps * (1 - pattern)
    return series - np.median(series[:, *REFERENCE].reshape(5, -1), axis=1)[:, None, None]


def run(
    folder,
    phase,
    *,
    mem_mb=1000,
    coherence=0.8,
    grid=None,
    weights="variance",
    robust=None,
    dropped=(),
    cycles=None,
):
    files = write_pairs(folder, phase, coherence=coherence, baselines=ORBITS, grid=grid)
    write_network(folder / "network.tsv", phase, dropped=dropped)
    (folder / "chosen.json").write_text(json.dumps(CHOSEN))
    used = [pair for pair in phase if pair not in dropped]
    bands = np.zeros((len(used), *phase[used[0]].shape), np.int8)
    for number, pair in enumerate(used):
        bands[number] += (cycles or {}).get(pair, np.int8(0))
    where = grid or Grid(None, Affine.identity(), bands.shape[1:])
    write_raster(folder / "cycles.tif", bands, where, descriptions=used)
    made = run_main(
        "invert_network",
        inputs={**files, "cycles": str(folder / "cycles.tif"), "reference": str(folder / "chosen.json")},
        output={
            "series": str(folder / "series.nc"),
            "reference": str(folder / "reference.json"),
        },
        params={"inversion": {"weights": weights, "robust": robust}},
        mem_mb=mem_mb,
    )
    return read_series(made.series)[0], read_json(made.reference)


@pytest.mark.parametrize("weights", ["variance", "uniform"])
def test_a_known_series_comes_back(tmp_path, weights):
    truth = known_series()
    phase = phases(truth, DATES, PAIRS)
    for number, pair in enumerate(PAIRS):
        phase[pair] = phase[pair] + 2 * np.pi * number  # each pair is unwrapped up to whole cycles
    series, reference = run(tmp_path, phase, weights=weights)
    (decision,) = reference.pop("decisions")
    assert decision["kind"] == "weights"
    assert "inversion.weights asks for it" in decision["reason"]
    assert reference == json.loads(series.attrs["reference"]) == reference | CHOSEN
    np.testing.assert_allclose(series["displacement"].values, truth, atol=2e-6)
    assert series["displacement"].attrs["units"] == "m"
    assert (series["rank"].values == 4).all()
    assert (series["pairs"].values == len(PAIRS)).all()
    assert (series["dates"].values == len(DATES)).all()
    np.testing.assert_allclose(series["temporal_coherence"].values, 1, atol=1e-5)
    np.testing.assert_allclose(series["mean_coherence"].values, 0.8, atol=1 / 508)
    assert [str(day)[:10].replace("-", "") for day in series["time"].values] == DATES


def test_cycles_of_the_closure_are_added_and_flagged_pairs_left_out(tmp_path):
    truth = known_series()
    phase = phases(truth, DATES, PAIRS)
    phase[PAIRS[2]][:4] += 4 * np.pi
    phase[PAIRS[3]][15:] += 7  # nobody knows what this is
    cycles = {pair: np.zeros(truth.shape[1:], np.int8) for pair in PAIRS[2:4]}
    cycles[PAIRS[2]][:4] = -2
    cycles[PAIRS[3]][15:] = FLAGGED
    series, _ = run(tmp_path, phase, cycles=cycles)
    np.testing.assert_allclose(series["displacement"].values, truth, atol=2e-6)
    assert (series["pairs"].values[15:] == len(PAIRS) - 1).all()
    assert (series["pairs"].values[:15] == len(PAIRS)).all()


def test_weights_follow_coherence_only_where_noise_does(tmp_path):
    """By default the series is that of variance weights with honest coherence, and of uniform ones with random numbers."""
    rng = np.random.default_rng(0)
    truth = known_series()
    quality = {pair: rng.uniform(0.3, 0.95, (20, 30)) for pair in PAIRS}
    phase = {
        pair: values + rng.normal(0, np.sqrt(phase_variance(quality[pair], 16.0)))
        for pair, values in phases(truth, DATES, PAIRS).items()
    }
    made_up = {pair: rng.uniform(0, 1, (20, 30)) for pair in PAIRS}
    for coherence, taken in ((quality, "variance"), (made_up, "uniform")):
        found = {
            weights: run(tmp_path, phase, coherence=coherence, weights=weights)
            for weights in ("auto", "variance", "uniform")
        }
        np.testing.assert_array_equal(
            found["auto"][0]["displacement"].values, found[taken][0]["displacement"].values
        )
        assert [entry["notable"] for entry in found["auto"][1]["decisions"]] == [taken == "uniform"]
        error = {}
        for weights, (series, _) in found.items():
            off = series["displacement"].values - truth
            # The noise of the reference window is in all pixels alike.
            error[weights] = np.sqrt(np.mean((off - off.mean(axis=(1, 2), keepdims=True)) ** 2))
        other = "uniform" if taken == "variance" else "variance"
        assert error[taken] < 0.95 * error[other]


def test_gaps_show_in_rank_and_pairs_and_leave_the_rest_alone(tmp_path):
    truth = known_series()
    phase = phases(truth, DATES, PAIRS)
    for pair in PAIRS:
        phase[pair][0, :] = np.nan  # no pair at all
        if "20240319" in pair:
            phase[pair][1, :] = np.nan  # the last date is cut off
    phase[PAIRS[1]][2, :] = np.nan  # one pair is missing, and not needed
    series, _ = run(tmp_path, phase)
    assert np.isnan(series["displacement"].values[:, 0]).all()
    assert (series["pairs"].values[0] == 0).all()
    assert (series["rank"].values[1] == 3).all()
    assert (series["dates"].values[1] == 4).all()
    np.testing.assert_allclose(series["displacement"].values[:4, 1:], truth[:4, 1:], atol=2e-6)
    np.testing.assert_allclose(series["displacement"].values[4, 2:], truth[4, 2:], atol=2e-6)
    assert (series["rank"].values[2:] == 4).all()
    assert (series["pairs"].values[2] == len(PAIRS) - 1).all()


def test_coherent_pairs_outweigh_noisy_ones(tmp_path):
    truth = known_series()
    phase = phases(truth, DATES, PAIRS)
    wrong = PAIRS[2]
    phase[wrong][15:] += 2.0
    coherence = {pair: np.full((20, 30), 0.9) for pair in PAIRS}
    coherence[wrong][15:] = 0.05
    errors = {}
    for weights in ("variance", "uniform"):
        series, _ = run(tmp_path, phase, coherence=coherence, weights=weights)
        errors[weights] = np.abs(series["displacement"].values - truth)[:, 15:].max()
    assert errors["variance"] < 0.05 * errors["uniform"]


def noisy(*, gaps=0.1):
    rng = np.random.default_rng(3)
    phase = phases(known_series(), DATES, PAIRS)
    for pair in PAIRS:
        phase[pair] = phase[pair] + rng.normal(0, 0.3, (20, 30))
        gone = rng.random((20, 30)) < gaps
        gone[REFERENCE] = False
        phase[pair][gone] = np.nan
    return phase


def test_memory_changes_the_blocks_and_not_a_byte(tmp_path):
    """From 400 MB on, the blocks take the rest: all rows, three rows, one."""
    files = []
    for mem_mb in (1000, 400.01, 400.001):
        run(tmp_path, noisy(), mem_mb=mem_mb, coherence=np.linspace(0.2, 0.9, 30))
        files.append((tmp_path / "series.nc").read_bytes())
    assert files[0] == files[1] == files[2]
    windows = memory_blocks((20, 30), bytes_per_pixel=6 * len(PAIRS) + 4 * len(DATES) + 64, memory_mb=0.01)
    assert len(list(windows)) > 3


def test_the_robust_option_leaves_a_wrong_cycle_out(tmp_path):
    phase = phases(known_series(), DATES, PAIRS)
    phase[PAIRS[2]][15:] += 2 * np.pi
    errors = {}
    for robust in (None, "l1"):
        series, _ = run(tmp_path, phase, robust=robust)
        errors[robust] = np.abs(series["displacement"].values - known_series())[:, 15:].max()
    assert errors[None] > 0.005
    assert errors["l1"] < 0.0002


def test_pairs_that_the_network_drops_are_not_used(tmp_path):
    truth = known_series()
    phase = phases(truth, DATES, PAIRS)
    phase[PAIRS[1]] = phase[PAIRS[1]] + 3.0 * np.random.default_rng(1).random((20, 30))
    series, _ = run(tmp_path, phase, dropped=[PAIRS[1]])
    np.testing.assert_allclose(series["displacement"].values, truth, atol=2e-6)
    assert (series["pairs"].values == len(PAIRS) - 1).all()


def test_a_mapped_stack_keeps_its_grid(tmp_path):
    grid = Grid(CRS.from_epsg(32617), Affine(80, 0, 500_000, 0, -80, 4_000_000), (20, 30))
    series, _ = run(tmp_path, phases(known_series(), DATES, PAIRS), grid=grid)
    assert read_series(tmp_path / "series.nc")[1] == grid
    np.testing.assert_allclose(series["displacement"].values, known_series(), atol=2e-6)
    assert series.attrs["wavelength_m"] == WAVELENGTH


def test_the_stacks_series_is_what_an_ideal_interferometer_sees(stack, tmp_path):
    made = stack.run("invert_network", into=tmp_path)
    series, _ = read_series(made.series)
    reference = read_json(made.reference)
    rows = slice(reference["row"] - 2, reference["row"] + 3)
    columns = slice(reference["column"] - 2, reference["column"] + 3)
    truth = np.stack([stack.displacement(orbit) for orbit in stack.orbits])
    truth -= truth[0]
    truth -= np.median(truth[:, rows, columns].reshape(len(truth), -1), axis=1)[:, None, None]
    known = np.isfinite(truth).all(axis=0) & np.isfinite(series["displacement"].values).all(axis=0)
    known &= stack.clear
    assert known.sum() > 2000
    error = (series["displacement"].values - truth)[1:, known]
    assert np.sqrt(np.mean(truth[1:, known] ** 2)) > 0.004
    assert np.sqrt(np.mean(error**2)) < 0.002
    assert np.abs(np.median(error)) < 0.0005
    assert np.median(series["temporal_coherence"].values[known]) > 0.97


def test_the_coherence_of_the_stack_is_believed(stack):
    (decision,) = [
        entry for entry in read_json(stack.path("reference.json"))["decisions"] if entry["kind"] == "weights"
    ]
    assert decision["taken"] == "by the phase variance from coherence"
    assert not decision["notable"]
    assert "to the power of" in decision["reason"]
