"""What the benchmark of the SAR part makes of its measurements: known laws are found again."""

import sys
from pathlib import Path

import numpy as np
import pytest
from affine import Affine

from scarpwatch.grids.grid import Grid, read_raster, write_raster
from scarpwatch.insar.interferograms.coding import encode_coherence
from scarpwatch.insar.interferograms.flattening import flattening_phasor, range_difference
from scarpwatch.insar.interferograms.pair_stack import open_stack


@pytest.fixture(scope="module", autouse=True)
def benchmarks():
    sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
    yield
    sys.path.pop(0)


def test_a_law_is_carried_to_the_size_of_the_study():
    from stack import STUDY_PIXELS, extrapolate

    sizes = [0.25e6, 1e6, 4e6]
    for exponent in (0.8, 1.0, 1.3):
        costs = [30 + 1e-3 * size**exponent for size in sizes]
        found, study = extrapolate(sizes, costs, 30)
        assert found == pytest.approx(exponent)
        assert study == pytest.approx(30 + 1e-3 * STUDY_PIXELS**exponent)
    # What does not grow is not carried anywhere, and one size alone grows with the pixels.
    assert extrapolate(sizes, [2.0, 2.05, 2.02], 2.0) == (0.0, 2.02)
    assert extrapolate([1e6], [12.0], 2.0) == (1.0, pytest.approx(2 + 10 * STUDY_PIXELS / 1e6))


def test_jobs_of_a_few_dates_stand_for_those_of_all():
    from stack import pairs_of, whole_stack
    from stack_project import Job

    assert pairs_of(48) == 138 and pairs_of(5) == 9
    counts = {"prepare_scene": 48, "form_interferogram": 138, "later_date": 47, "invert_network": 1}
    counts |= {"prepare_geometry": 1, "simulate_scene": 48}
    few = [Job("prepare_scene", 1.0, 100, 2000)] * 5 + [Job("form_interferogram", 2.0, 300, 2000)] * 9
    few += [Job("later_date", 3.0, 300, 2000)] * 4 + [Job("invert_network", 1.0, 200, 960)]
    few += [Job("prepare_geometry", 4.0, 500, 2000), Job("simulate_scene", 9.0, 500, 1500)]
    every = [Job("invert_network", 7.0, 900, 960)]
    found = whole_stack(few, every, counts, 5, 1e6)
    assert {rule: round(one.cpu_s, 6) for rule, one in found.items()} == {
        "prepare_scene": 48.0,
        "form_interferogram": 276.0,
        "later_date": 184.0,  # by the pairs in it
        "invert_network": 7.0,  # of the run with all pairs
        "prepare_geometry": 4.0,
    }
    assert found["invert_network"].peak_mb == 900 and found["invert_network"].declared_mb == 960


def test_one_more_scene_takes_its_share_of_pairs_and_the_whole_of_the_stack(capsys):
    from stack import report_scene
    from stack_project import Job

    counts = {"prepare_scene": 48, "form_interferogram": 138, "invert_network": 1, "close_triplets": 1}
    study = {rule: {"cpu_s": cost} for rule, cost in zip(counts, (96, 1380, 40, 100), strict=True)}
    again = [
        Job(rule, 1.0, 1, 1) for rule in ("prepare_scene", *["form_interferogram"] * 3, "invert_network")
    ]
    assert report_scene(again, study, counts) == pytest.approx(2 + 30 + 40)
    assert "4.5 % of the SAR part" in capsys.readouterr().out


SIDE, DAYS = 60, ["20240107", "20240119", "20240131", "20240212"]


def test_generated_pairs_close_but_for_the_patches_that_are_a_cycle_off(tmp_path):
    from stack_project import make_pairs

    rng = np.random.default_rng(1)
    grid = Grid(None, Affine.identity(), (SIDE, SIDE))
    seen = np.ones((SIDE, SIDE), np.float32)
    seen[:10] = np.nan
    tags = {"WAVELENGTH_M": 0.0555, "LOOKS": 4, "REFERENCE_DATE": "20230101", "SECONDARY_DATE": "20230113"}
    old = tmp_path / "few/results/pairs"
    codes = encode_coherence(np.where(np.isfinite(seen), rng.uniform(0.97, 0.99, seen.shape), np.nan))
    for kind, values, nodata in (
        ("unwrapped", seen, None),
        ("coherence", codes, 0),
        ("components", codes, 0),
    ):
        write_raster(old / kind / "20230101_20230113.tif", values, grid, nodata=nodata, tags=tags)
    pairs = make_pairs(tmp_path / "few", tmp_path / "all", DAYS)
    assert len(pairs) == 6
    made = tmp_path / "all/results/pairs"
    found = open_stack(
        [str(made / f"unwrapped/{pair.name}.tif") for pair in pairs],
        [str(made / f"coherence/{pair.name}.tif") for pair in pairs],
    )
    assert [day.replace("-", "") for day in found.dates] == DAYS
    phase = {pair.name: read_raster(made / f"unwrapped/{pair.name}.tif")[0] for pair in pairs}
    first, second, third = (
        phase[f"{a}_{b}"] for a, b in ((DAYS[0], DAYS[1]), (DAYS[1], DAYS[2]), (DAYS[0], DAYS[2]))
    )
    closure = first + second - third
    assert np.isnan(closure[:10]).all() and np.isfinite(closure[10:]).all()
    cycles = np.rint(closure[10:] / (2 * np.pi))
    assert set(np.unique(cycles)) == {0, 1}
    assert 0 < cycles.mean() < 0.02
    assert np.std(closure[10:] - 2 * np.pi * cycles) < 0.5


def test_flattened_scenes_make_the_same_interferogram(tmp_path):
    """Those of the demo are flattened pair by pair; here each is flattened by itself."""
    from stack_project import flatten_scenes

    rng = np.random.default_rng(2)
    grid = Grid(None, Affine.identity(), (SIDE, SIDE))
    demo = tmp_path / "few/results/demo"
    slant = np.broadcast_to(850e3 + 5.0 * np.arange(SIDE), (SIDE, SIDE)).astype(np.float32)
    look = np.broadcast_to(0.66 + 5e-5 * np.arange(SIDE), (SIDE, SIDE)).astype(np.float32)
    for name, layer in (("slant_range", slant), ("look_angle", look)):
        write_raster(demo / f"geometry/{name}.tif", layer, grid)
    write_raster(demo / "dem.tif", slant, grid)
    images, tags = [], []
    for day, across, along in (("20240107", 0.0, 0.0), ("20240119", 120.0, -8.0)):
        image = rng.standard_normal((2, SIDE, SIDE)).astype(np.float32)
        images.append((image[0] + 1j * image[1]).astype(np.complex64))
        tags.append(
            {
                "DATE": day,
                "WAVELENGTH_M": "0.0555",
                "REFERENCE_LOOK_RAD": "0.66",
                "PERPENDICULAR_BASELINE_M": str(across),
                "PARALLEL_BASELINE_M": str(along),
            }
        )
        write_raster(demo / f"scenes/{day}.tif", images[-1], grid, nodata=0, tags=tags[-1])
    flatten_scenes(tmp_path / "few", tmp_path / "flat", ["20240107", "20240119"])
    flat = [read_raster(tmp_path / f"flat/given/{each['DATE']}.tif")[0] for each in tags]
    differences = [
        range_difference(
            slant,
            look,
            perpendicular=float(each["PERPENDICULAR_BASELINE_M"]),
            parallel=float(each["PARALLEL_BASELINE_M"]),
            reference_look_rad=0.66,
        )
        for each in tags
    ]
    pair = images[0] * np.conj(images[1]) * flattening_phasor(differences[1] - differences[0], 0.0555)
    np.testing.assert_allclose(flat[0] * np.conj(flat[1]), pair, atol=1e-4)
    rows = (tmp_path / "flat/given/scenes.tsv").read_text().splitlines()
    assert rows[1:] == ["2024-01-07\t20240107.tif\t0.0\t0.0", "2024-01-19\t20240119.tif\t120.0\t-8.0"]
