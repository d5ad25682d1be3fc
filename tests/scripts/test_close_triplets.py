"""Triplet closure of pairs with cycles put in where we know."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from error_stacks import CYCLE, independent_errors, judge, make_network, make_phase, patches
from fading import expected_bias, vegetation
from pair_files import WAVELENGTH, phases, write_pairs
from rasterio.crs import CRS
from scipy.ndimage import uniform_filter
from small_stack import SmallStack
from steps import read_json, run_main

from scarpwatch.config.common.demo import DemoSettings
from scarpwatch.config.deformation.closure import ClosureSettings
from scarpwatch.config.deformation.unwrapping import UnwrappingSettings
from scarpwatch.conventions import FLAGGED
from scarpwatch.grids.grid import PROCESS_MB, Grid, read_raster, write_raster
from scarpwatch.insar.closure.triplets import close_triplets, triplet_array
from scarpwatch.insar.network.pairs import Pair
from scarpwatch.simulate.acquisition import WAVELENGTH_M
from scarpwatch.stacks.gamma.reader import list_folder, read_pair

DATES = ["20240107", "20240119", "20240131", "20240212"]
PAIRS = [f"{a}_{b}" for n, a in enumerate(DATES) for b in DATES[n + 1 : n + 3]]
LAYERS = ("nonzero_share", "flagged_share", "phase_bias", "cycles")


def run(folder, files, *, place=(17, 20), mem_mb=1000, absolute=True, **settings):
    """Run the step; give its files, the table of the pairs and the cycles (pairs, rows, columns)."""
    reference = {"row": place[0], "column": place[1], "half": 1, "chosen": "by the test"}
    (folder / "reference.json").write_text(json.dumps(reference))
    made = run_main(
        "close_triplets",
        inputs={**files, "reference": str(folder / "reference.json")},
        output={
            **{name: str(folder / f"{name}.tif") for name in LAYERS},
            "pairs": str(folder / "pairs.tsv"),
            "summary": str(folder / "summary.json"),
        },
        params={"closure": ClosureSettings(**settings).model_dump(mode="json"), "absolute": absolute},
        mem_mb=mem_mb,
    )
    with open(made.pairs, newline="") as stream:
        pairs = {row.pop("pair"): row for row in csv.DictReader(stream, delimiter="\t")}
    with rasterio.open(made.cycles) as source:
        return made, pairs, source.read()


def shares(pairs, column):
    return {pair: float(row[column]) for pair, row in pairs.items()}


def smooth():
    """Consistent pairs over 20 x 24 cells, each unwrapped up to cycles of its own."""
    rng = np.random.default_rng(3)
    series = np.cumsum(rng.normal(0, 0.01, (4, 20, 24)), axis=0)
    phase = phases(series, DATES, PAIRS)
    return {pair: values + CYCLE * number for number, (pair, values) in enumerate(phase.items())}


def larger(seed, *, dates=10, noise=0.3):
    """A network with errors in patches of some pairs: its phases by name, and the errors."""
    rng = np.random.default_rng(seed)
    network = make_network(dates)
    phase = make_phase(rng, network, (48, 50), noise=noise)
    errors = independent_errors(rng, network, (48, 50), patches, pairs=0.15)
    errors[:, 18:23, 18:23] = 0  # around the reference
    wrong = phase + CYCLE * errors
    return {pair.name: values for pair, values in zip(network.pairs, wrong, strict=True)}, errors


def test_consistent_pairs_close(tmp_path):
    made, pairs, cycles = run(tmp_path, write_pairs(tmp_path, smooth()))
    assert (read_raster(made.nonzero_share)[0] == 0).all()
    assert (read_raster(made.flagged_share)[0] == 0).all()
    assert list(pairs) == PAIRS
    for column in ("nonzero_share", "repaired_share", "flagged_share"):
        assert set(shares(pairs, column).values()) == {0}
    assert not cycles.any()


def test_a_wrong_cycle_shows_where_it_is(tmp_path):
    phase = smooth()
    wrong = "20240119_20240131"  # in both triplets
    phase[wrong][:5, :6] += CYCLE
    alone = "20240107_20240131"  # in the first triplet alone
    phase[alone][10:14, :] -= CYCLE
    phase["20240131_20240212"][:, 23] = np.nan  # the second triplet has no column 23
    phase["20240107_20240119"][:, 23] = np.nan  # nor has the first
    made, pairs, _ = run(tmp_path, write_pairs(tmp_path, phase))
    expected = np.zeros((20, 24))
    expected[:5, :6] = 1
    expected[10:14, :] = 0.5
    expected[:, 23] = np.nan
    np.testing.assert_allclose(read_raster(made.nonzero_share)[0], expected)
    cells, both, one = 20 * 23, 5 * 6, 4 * 23
    counts = {
        "20240107_20240119": (both + one) / cells,
        alone: (both + one) / cells,
        wrong: (2 * both + one) / (2 * cells),
        "20240119_20240212": both / cells,
        "20240131_20240212": both / cells,
    }
    assert shares(pairs, "nonzero_share") == pytest.approx(counts, abs=1e-6)


def test_errors_are_repaired_or_flagged_and_told(tmp_path):
    phase, errors = larger(1)
    made, pairs, cycles = run(tmp_path, write_pairs(tmp_path, phase), place=(20, 20))
    outcome = judge(errors, cycles)
    assert outcome.repaired > 0.98
    assert outcome.found > 0.99
    assert outcome.damaged_count == 0
    flagged = cycles == FLAGGED
    np.testing.assert_allclose(read_raster(made.flagged_share)[0], flagged.mean(axis=0), atol=1e-6)
    repaired = (cycles != 0) & ~flagged
    got = np.array(list(shares(pairs, "repaired_share").values()))
    np.testing.assert_allclose(got, repaired.mean(axis=(1, 2)), atol=1e-6)
    got = np.array(list(shares(pairs, "flagged_share").values()))
    np.testing.assert_allclose(got, flagged.mean(axis=(1, 2)), atol=1e-6)
    summary = read_json(made.summary)
    assert summary["repaired_share"] == pytest.approx(repaired.mean())
    assert summary["flagged_share"] == pytest.approx(flagged.mean())
    assert summary["nonzero_share"] > 10 * summary["nonzero_share_after_repair"]
    with rasterio.open(made.cycles) as source:
        assert list(source.descriptions) == list(phase)
        assert set(source.dtypes) == {"int8"}
        assert source.block_shapes[0] == (256, 256)


def test_without_repair_errors_are_counted_only(tmp_path):
    phase, _ = larger(1)
    made, pairs, cycles = run(tmp_path, write_pairs(tmp_path, phase), place=(20, 20), repair=False)
    assert not cycles.any()
    assert max(shares(pairs, "nonzero_share").values()) > 0.02
    assert read_json(made.summary)["repaired_share"] == 0


def test_blocks_give_what_the_whole_gives(tmp_path):
    """Patches are judged by what surrounds them, which a block reads beyond its border."""
    phase, _ = larger(2)
    phase[next(iter(phase))][:9, 10:30] = np.nan
    whole, whole_pairs, whole_cycles = run(
        tmp_path / "whole", write_pairs(tmp_path / "whole", phase), place=(20, 20)
    )
    parts, part_pairs, part_cycles = run(
        tmp_path / "parts", write_pairs(tmp_path / "parts", phase), place=(20, 20), mem_mb=PROCESS_MB + 0.5
    )
    np.testing.assert_array_equal(part_cycles, whole_cycles)
    assert part_pairs == whole_pairs
    for name in ("nonzero_share", "flagged_share", "phase_bias"):
        np.testing.assert_allclose(
            read_raster(parts[name])[0], read_raster(whole[name])[0], rtol=1e-4, atol=1e-5
        )


def test_pairs_that_the_network_drops_have_no_band(tmp_path):
    phase, _ = larger(3)
    files = write_pairs(tmp_path, phase)
    table = (tmp_path / "network.tsv").read_text().splitlines()
    table[3] = table[3].replace("true", "false")
    (tmp_path / "network.tsv").write_text("\n".join(table) + "\n")
    made, pairs, cycles = run(tmp_path, files, place=(20, 20))
    kept = [name for number, name in enumerate(phase) if number != 2]
    assert list(pairs) == kept
    assert len(cycles) == len(kept)
    with rasterio.open(made.cycles) as source:
        assert list(source.descriptions) == kept


def test_components_are_bridged_before_the_closure(tmp_path):
    phase, errors = larger(4, noise=0.2)
    names = list(phase)
    phase = {name: values - CYCLE * errors[n] for n, (name, values) in enumerate(phase.items())}
    components = {}
    for number, name in enumerate(names):
        phase[name][:, 30:33] = np.nan
        components[name] = np.ones((48, 50), np.uint16) + (np.arange(50) > 31)
        phase[name][:, 33:] += CYCLE * (number % 3 - 1)
    files = write_pairs(tmp_path, phase, components=components)
    made, pairs, cycles = run(tmp_path, files, place=(20, 20))
    assert not cycles[:, :, :30].any()
    for number in range(len(names)):
        assert (cycles[number, :, 33:] == 1 - number % 3).all()
    assert set(shares(pairs, "nonzero_share").values()) == {0}
    assert read_json(made.summary)["components_moved"] == sum(n % 3 != 1 for n in range(len(names)))
    apart, pairs, _ = run(tmp_path, files, place=(20, 20), bridge_gap=None)
    assert max(shares(pairs, "nonzero_share").values()) > 0.3
    assert read_json(apart.summary)["components_moved"] == 0


def test_pairs_without_triplets_have_no_share(tmp_path):
    phase = {pair: values for pair, values in smooth().items() if pair in (PAIRS[0], PAIRS[2])}
    made, pairs, cycles = run(tmp_path, write_pairs(tmp_path, phase))
    assert np.isnan(read_raster(made.nonzero_share)[0]).all()
    assert {row["nonzero_share"] for row in pairs.values()} == {""}
    assert not cycles.any()
    summary = read_json(made.summary)
    assert summary["nonzero_share"] is None
    assert summary["phase_bias"]["measured_share"] == 0


def test_the_stacks_triplets_close(stack, tmp_path):
    made = stack.run("close_triplets", into=tmp_path)
    share, _ = read_raster(made.nonzero_share)
    assert (np.isfinite(share) & stack.clear).sum() > 2000
    assert np.nanmean(share) < 0.01
    assert read_json(made.summary)["flagged_share"] < 0.02


def test_real_pairs_close(shared_real, tmp_path):
    """Mexico City: 24 triplets, each pair less its median, as the data's README has it."""
    phase, coherence = {}, {}
    for pair in list_folder(shared_real / "mexico_city_s1").pairs:
        data = read_pair(pair)
        phase[pair.name] = data.unwrapped - np.nanmedian(data.unwrapped)
        coherence[pair.name] = data.coherence
    stacked = np.array(list(phase.values()))
    triplets = triplet_array([Pair.parse(name) for name in phase])
    assert len(triplets) == 24
    totals = stacked[triplets[:, 0]] + stacked[triplets[:, 1]] - stacked[triplets[:, 2]]
    known = totals[np.isfinite(totals)]
    sigma = 1.4826 * np.median(np.abs(known - np.median(known)))
    assert 0.29 <= sigma <= 0.39
    closure = close_triplets(stacked.reshape(len(stacked), -1), triplets)
    assert closure.failed.sum() / closure.seen.sum() < 1e-3
    made, _, cycles = run(tmp_path, write_pairs(tmp_path, phase, coherence=coherence), place=(30, 30))
    assert ((cycles != 0) & (cycles != FLAGGED)).sum() == 0
    assert (cycles == FLAGGED).mean() < 1e-3
    assert read_json(made.summary)["nonzero_share"] < 2e-3


def vegetated_stack(folder, fading, *, seed):
    """Level ground whose vegetation grows from west to east, with everything else a stack suffers from.

    Its motion is a hundredth of the vegetation in m/yr, so that the radar truth tells the vegetation.
    """
    demo = DemoSettings(
        scenes=20, mean_interval_days=12, pixel_m=100, turbulence_mm=3, stratified_mm=0, ramps_mm=3,
        dem_error_m=5, perpendicular_baseline_m=80, fading_mm_per_year=fading,
    )  # fmt: skip
    stack = SmallStack(folder, demo, seed=seed, looks=(6, 6))
    grid = Grid(CRS.from_epsg(32616), Affine(50, 0, 740_000, 0, -50, 4_060_000), (90, 90))
    green = np.tile(np.linspace(0.1, 0.9, 90), (90, 1))
    zero = np.zeros(grid.shape)
    error = np.random.default_rng(seed).normal(0, 5, grid.shape)
    write_raster(
        stack.path("ground.tif"),
        np.stack([zero + 300, green / 100, zero, green, error]).astype(np.float32),
        grid,
    )
    for step in ("simulate_geometry", "prepare_geometry"):
        stack.run(step)
    for day in stack.dates:
        stack.run("simulate_scene", day)
        stack.run("prepare_scene", day)
    stack.make_pairs()
    rows, columns = read_raster(stack.path(f"unwrapped/{stack.pairs[0]}.tif"))[0].shape
    place = {"row": rows // 2, "column": columns // 2, "half": 2, "chosen": "by the test"}
    Path(stack.path("chosen.json")).write_text(json.dumps(place))
    stack.run("screen_pairs")
    return stack, stack.run("close_triplets")


@pytest.mark.slow
def test_the_phase_bias_of_simulated_scenes_is_found_and_else_there_is_none(tmp_path):
    for name, fading in (("still", 0.0), ("fading", 60.0)):
        stack, made = vegetated_stack(tmp_path / name, fading, seed=5)
        bias, sigma = (read_raster(made.phase_bias, band)[0] for band in (1, 2))
        green = stack.truth["rate"] * 100
        known = np.isfinite(bias) & np.isfinite(green)
        assert known.sum() > 1000
        real = (np.abs(bias) > 3 * sigma)[known].mean()
        summary = read_json(made.summary)["phase_bias"]
        if not fading:
            assert real < 0.01
            assert summary["verdict"] == "within_noise"
            continue
        truth = expected_bias(green, fading, 3)
        assert real > 0.5
        assert bias[known].mean() == pytest.approx(truth[known].mean(), rel=0.15)
        assert np.corrcoef(bias[known], truth[known])[0, 1] > 0.5
        assert summary["verdict"] == "biased"


@pytest.mark.slow
def test_errors_of_a_real_unwrapper_become_fewer_and_good_phases_are_left_alone(tmp_path):
    """Bowls that sink by up to 35 cm/yr, 48-day pairs and dense vegetation: what whirlwind gets wrong of it."""
    demo = DemoSettings(
        scenes=12, mean_interval_days=48, pixel_m=100, turbulence_mm=12, stratified_mm=0, ramps_mm=8,
        dem_error_m=8, perpendicular_baseline_m=120,
    )  # fmt: skip
    stack = SmallStack(tmp_path, demo, seed=17, looks=(4, 4))
    grid = Grid(CRS.from_epsg(32616), Affine(50, 0, 740_000, 0, -50, 4_060_000), (140, 140))
    rng = np.random.default_rng(17)
    green = 0.45 + 0.55 * vegetation(rng, grid.shape)
    y, x = np.mgrid[:140, :140]
    rate = -0.3 * np.exp(-((x - 60) ** 2 + (y - 60) ** 2) / (2 * 10**2))
    rate -= 0.35 * np.exp(-((x - 105) ** 2 + (y - 95) ** 2) / (2 * 6**2))
    zero, error = np.zeros(grid.shape), rng.normal(0, 8, grid.shape)
    layers = np.stack([zero + 300, rate, zero, green, error]).astype(np.float32)
    write_raster(stack.path("ground.tif"), layers, grid)
    for step in ("simulate_geometry", "prepare_geometry"):
        stack.run(step)
    for day in stack.dates:
        stack.run("simulate_scene", day)
        stack.run("prepare_scene", day)
    low = {**UnwrappingSettings().model_dump(mode="json"), "min_coherence": 0.1}
    stack.make_pairs(unwrapping=low)
    unwrapped = np.array([read_raster(stack.path(f"unwrapped/{pair}.tif"))[0] for pair in stack.pairs])
    displacement = np.array([stack.displacement(orbit) for orbit in stack.orbits])
    true = np.array(list(phases(displacement, stack.dates, stack.pairs).values())) * WAVELENGTH / WAVELENGTH_M
    codes = np.array([read_raster(stack.path(f"coherence/{pair}.tif"))[0] for pair in stack.pairs])
    everywhere = np.isfinite(unwrapped).all(axis=0) & np.isfinite(true).all(axis=0)
    quality = uniform_filter(np.where(everywhere, codes.min(axis=0), 0).astype(float), 9)
    row, column = np.unravel_index(np.argmax(quality), quality.shape)
    place = {"row": int(row), "column": int(column), "half": 2, "chosen": "by the test"}
    Path(stack.path("chosen.json")).write_text(json.dumps(place))
    stack.run("screen_pairs")
    made = stack.run("close_triplets")

    def referred(phase):
        window = phase[:, row - 2 : row + 3, column - 2 : column + 3].reshape(len(phase), -1)
        return phase - np.nanmedian(window, axis=1)[:, None, None]

    turns = (referred(unwrapped) - referred(true)) / CYCLE
    known = np.isfinite(turns)
    errors = np.rint(np.where(known, turns, 0)).astype(int)
    with rasterio.open(made.cycles) as source:
        cycles = source.read()
    flagged = cycles == FLAGGED
    wrong = (errors != 0).sum()
    left = ((errors + cycles != 0) & ~flagged & known).sum()
    damaged = ((errors == 0) & (cycles != 0) & ~flagged & known).sum()
    assert wrong > 200
    assert left < wrong / 2
    assert damaged < wrong / 20
    assert ((errors == 0) & flagged & known).sum() < 0.02 * known.sum()
