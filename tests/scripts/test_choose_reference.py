"""The reference window: by rule where it is coherent, covered and slow, or where the user puts it."""

import numpy as np
import pytest
from affine import Affine
from pair_files import phases, write_pairs
from rasterio.crs import CRS
from steps import read_json, run_main

from scarpwatch.errors import ConfigError, DataError
from scarpwatch.grid import Grid, write_raster

DATES = ["20240107", "20240119", "20240212"]
PAIRS = ["20240107_20240119", "20240107_20240212", "20240119_20240212"]
SHAPE = (20, 30)


def moving():
    """Pairs over ground of which a quarter, the north-west, slides."""
    row, column = np.mgrid[: SHAPE[0], : SHAPE[1]]
    slide = ((row < 10) & (column < 15)) * np.array([0, 0.003, 0.008])[:, None, None]
    return phases(slide + 0.0 * row, DATES, PAIRS)


def run(folder, phase, *, coherence=0.7, grid=None, reference=None, window=3):
    row, column = np.mgrid[: SHAPE[0], : SHAPE[1]]
    position = []
    if grid is None:
        for name, layer in (("latitude", 36.6 + 0.001 * row), ("longitude", -84.3 + 0.001 * column)):
            position.append(str(folder / f"{name}.tif"))
            write_raster(position[-1], layer, Grid(None, Affine.identity(), SHAPE))
    height = str(folder / "height.tif")
    write_raster(height, np.full(SHAPE, 300.0, np.float32), grid or Grid(None, Affine.identity(), SHAPE))
    files = write_pairs(folder, phase, coherence=coherence, grid=grid)
    made = run_main(
        "choose_reference",
        inputs={**files, "height": height, "position": position},
        output={"reference": str(folder / "reference.json")},
        params={"window": window, "reference": reference},
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
    chosen = run(tmp_path, moving(), reference=place, window=5)
    assert chosen == {"row": 9, "column": 14, "half": 2, "chosen": "given in the config"}


def test_a_given_place_on_a_mapped_stack(tmp_path):
    grid = Grid(CRS.from_epsg(4326), Affine(0.01, 0, -84.5, 0, -0.01, 36.8), SHAPE)
    chosen = run(tmp_path, moving(), grid=grid, reference={"longitude": -84.384, "latitude": 36.737})
    assert (chosen["row"], chosen["column"]) == (6, 11)


def test_places_that_cannot_serve_are_refused(tmp_path):
    with pytest.raises(ConfigError, match="outside the stack"):
        run(tmp_path, moving(), reference={"longitude": -80.0, "latitude": 36.6})
    phase = moving()
    phase[PAIRS[0]][12:, 20:] = np.nan
    with pytest.raises(ConfigError, match="on masked pixels"):
        run(tmp_path, phase, reference={"longitude": -84.3 + 0.025, "latitude": 36.6 + 0.016})
    phase[PAIRS[0]][::2] = np.nan
    with pytest.raises(DataError, match="no window of 3 x 3 pixels"):
        run(tmp_path, phase)
    assert not (tmp_path / "reference.json").exists()


def test_the_rising_stacks_reference_is_the_place_asked_for(rising):
    chosen = read_json(rising.path("chosen.json"))
    assert chosen["chosen"] == "given in the config"
    assert rising.truth["rate"][chosen["row"], chosen["column"]] == 0
