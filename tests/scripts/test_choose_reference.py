"""The reference window: by rule where it is coherent, covered and slow, or where the user puts it."""

import json

import numpy as np
import pytest
from affine import Affine
from pair_files import phases, write_pairs
from rasterio.crs import CRS
from small_stack import PRODUCTS
from steps import read_json, run_main

from scarpwatch.errors import ConfigError, DataError
from scarpwatch.grids.grid import Grid, read_tags, write_raster
from scarpwatch.insar.series.file import open_series

DATES = ["20240107", "20240119", "20240212"]
PAIRS = ["20240107_20240119", "20240107_20240212", "20240119_20240212"]
SHAPE = (20, 30)


def moving(rows=10, columns=15):
    """Pairs over ground whose north-west, a quarter if not said otherwise, slides by 8 cm/yr."""
    row, column = np.mgrid[: SHAPE[0], : SHAPE[1]]
    slide = ((row < rows) & (column < columns)) * np.array([0, 0.003, 0.008])[:, None, None]
    return phases(slide + 0.0 * row, DATES, PAIRS)


def run(
    folder,
    phase,
    *,
    coherence=0.7,
    grid=None,
    reference=None,
    window=3,
    mask=None,
    scenes=3,
    level=300.0,
    **params,
):
    row, column = np.mgrid[: SHAPE[0], : SHAPE[1]]
    position = []
    if grid is None:
        for name, layer in (("latitude", 36.6 + 0.001 * row), ("longitude", -84.3 + 0.001 * column)):
            position.append(str(folder / f"{name}.tif"))
            write_raster(position[-1], layer, Grid(None, Affine.identity(), SHAPE))
    height = str(folder / "height.tif")
    write_raster(height, np.full(SHAPE, level, np.float32), grid or Grid(None, Affine.identity(), SHAPE))
    files = write_pairs(folder, phase, coherence=coherence, grid=grid)
    made = run_main(
        "choose_reference",
        inputs={**files, "height": height, "position": position, "mask": mask or []},
        output={"reference": str(folder / "reference.json")},
        params={
            "window": window,
            "scenes": scenes,
            "reference": None if reference is None else {"known_stable": False, **reference},
            "min_coherence": 0.3,
            "min_pair_coherence": None,
            **params,
        },
    )
    return read_json(made.reference)


def test_it_is_chosen_where_ground_is_coherent_and_still(tmp_path):
    coherence = np.full(SHAPE, 0.5)
    coherence[4:9, 5:12] = 0.95  # on the slide
    coherence[11:16, 17:24] = 0.9
    phase = moving()
    chosen = run(tmp_path / "a", phase, coherence=coherence)
    assert 11 <= chosen["row"] <= 15  # on or at the edge of the coherent patch that lies still
    assert 17 <= chosen["column"] <= 23
    assert chosen["half"] == 1
    assert "by rule" in chosen["chosen"]
    assert run(tmp_path / "b", phase, coherence=coherence) == chosen
    phase[PAIRS[1]][12, 20] = np.nan  # no window may hold a pixel that lacks a pair
    other = run(tmp_path / "c", phase, coherence=coherence)
    assert max(abs(other["row"] - 12), abs(other["column"] - 20)) > 1


def test_a_given_place_is_taken(tmp_path):
    place = {"longitude": -84.3 + 0.0142, "latitude": 36.6 + 0.0089}
    chosen = run(tmp_path, moving(), reference={**place, "known_stable": True}, window=5)
    expected = {"row": 9, "column": 14, "half": 2, "chosen": "given in the config", "scenes": 3}
    assert chosen | expected == chosen
    assert (chosen["longitude"], chosen["latitude"]) == pytest.approx((-84.3 + 0.014, 36.6 + 0.009))
    assert chosen["mean_coherence"] == pytest.approx(0.7, abs=0.002)


def test_a_given_place_on_a_mapped_stack(tmp_path):
    grid = Grid(CRS.from_epsg(4326), Affine(0.01, 0, -84.5, 0, -0.01, 36.8), SHAPE)
    chosen = run(tmp_path, moving(), grid=grid, reference={"longitude": -84.384, "latitude": 36.737})
    assert (chosen["row"], chosen["column"]) == (6, 11)


def test_places_that_cannot_serve_are_refused(tmp_path):
    with pytest.raises(ConfigError, match="outside the stack"):
        run(tmp_path, moving(), reference={"longitude": -80.0, "latitude": 36.6})
    phase = moving()
    place = {"longitude": -84.3 + 0.025, "latitude": 36.6 + 0.016}
    phase[PAIRS[0]][12:, 20:] = np.nan
    assert run(tmp_path / "one", phase, reference=place)["row"] == 16  # it is tied otherwise
    phase[PAIRS[1]][12:, 20:] = np.nan
    with pytest.raises(ConfigError, match="on masked pixels"):
        run(tmp_path, phase, reference=place)
    for values in phase.values():
        values[::2] = values[:, ::2] = np.nan
    with pytest.raises(DataError, match="no window of 3 x 3 pixels"):
        run(tmp_path, phase)
    phase[PAIRS[0]][:] = phase[PAIRS[1]][:] = np.nan
    with pytest.raises(DataError, match="no pixel is measured in half of the 3 pairs"):
        run(tmp_path, phase)
    assert not (tmp_path / "reference.json").exists()


def test_layover_and_shadow_cannot_serve(tmp_path):
    mask = np.zeros(SHAPE, np.uint8)
    mask[10:18, 20:26] = 1
    write_raster(tmp_path / "mask.tif", mask, Grid(None, Affine.identity(), SHAPE))
    place = {"longitude": -84.3 + 0.023, "latitude": 36.6 + 0.014}
    assert run(tmp_path / "a", moving(), reference=place)["row"] == 14
    with pytest.raises(ConfigError, match=r"masked pixels: 0% of it .* free of layover and shadow"):
        run(tmp_path / "b", moving(), reference=place, mask=[str(tmp_path / "mask.tif")])


def test_low_coherence_and_moving_ground_are_refused_with_numbers(tmp_path):
    phase = moving(6, 9)
    place = {"longitude": -84.3 + 0.004, "latitude": 36.6 + 0.003}
    with pytest.raises(ConfigError, match=r"moves by \+[78]\.\d cm/yr against most of the scene"):
        run(tmp_path / "a", phase, reference=place)
    assert run(tmp_path / "b", phase, reference={**place, "known_stable": True})["row"] == 3
    with pytest.raises(ConfigError, match=r"mean coherence is 0\.25, below 0\.3"):
        run(tmp_path / "c", phase, reference={**place, "known_stable": True}, coherence=0.25)


def test_a_short_stack_says_that_its_reference_may_move(tmp_path, caplog):
    assert run(tmp_path / "a", moving())["settled"]
    assert "may move" not in caplog.text
    chosen = run(tmp_path / "b", moving(), scenes=12)
    assert not chosen["settled"]
    out = caplog.text
    assert "3 scenes, fewer than inversion.reference_scenes (12)" in out
    assert f"longitude: {chosen['longitude']:.5f}" in out
    place = {"longitude": chosen["longitude"], "latitude": chosen["latitude"]}
    held = run(tmp_path / "c", moving(), scenes=12, reference=place)
    assert held["settled"] and (held["row"], held["column"]) == (chosen["row"], chosen["column"])


def test_pairs_that_the_screening_drops_do_not_count(tmp_path):
    phase = moving()
    phase[PAIRS[1]][:] = np.nan
    phase[PAIRS[1]][0, 0] = 0.0
    coherence = {pair: np.full(SHAPE, 0.7) for pair in PAIRS}
    coherence[PAIRS[1]][:] = 0.1
    taken = run(tmp_path / "a", phase, coherence=coherence)["decisions"][0]
    assert "1 of its 9 pixels are measured in all of the 3 pairs" in taken["reason"]
    taken = run(tmp_path / "b", phase, coherence=coherence, min_pair_coherence=0.4)
    assert taken["scenes"] == 3 and "9 of its 9 pixels" in taken["decisions"][0]["reason"]


def test_the_rising_stacks_reference_is_the_place_asked_for(rising):
    chosen = read_json(rising.path("chosen.json"))
    assert chosen["chosen"] == "given in the config"
    assert rising.truth["rate"][chosen["row"], chosen["column"]] == 0


def test_every_product_names_the_reference(stack):
    chosen = read_json(stack.path("chosen.json"))
    decided = chosen["decisions"]
    for name in ("uncorrected", "timeseries", "velocity"):
        with open_series(stack.path(f"{name}.nc")) as series:
            assert {**json.loads(series.attributes["reference"]), "decisions": decided} == chosen
    kept = read_json(stack.path("reference.json"))
    assert kept["decisions"][: len(decided)] == decided
    assert {**kept, "decisions": decided} == chosen
    assert {**read_json(stack.path("quality.json"))["reference"], "decisions": decided} == chosen
    told = "{longitude:.6f} E, {latitude:.6f} N ({chosen})".format(**chosen)
    for name in (*PRODUCTS, "quality_mask"):
        assert read_tags(stack.path(f"{name}.tif"))["REFERENCE"] == told
    assert chosen["settled"] and chosen["scenes"] == 6


def test_pairs_over_ground_without_heights_are_refused_in_words(tmp_path):
    with pytest.raises(DataError, match="no pixel that the pairs measure has a height"):
        run(tmp_path, moving(), level=np.nan)
    column = np.arange(SHAPE[1])
    assert run(tmp_path / "half", moving(), level=np.where(column < 15, np.nan, 300.0))["column"] >= 15
