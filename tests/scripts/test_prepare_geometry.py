"""Geometry layers in the project's layout, averaged over the looks."""

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS
from steps import run_main

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, read_raster, read_tags, write_raster

RADAR = Grid(None, Affine.identity(), (7, 10))
NAMES = ("height", "slant_range", "longitude", "layover_shadow")


def layers():
    row, column = np.mgrid[:7, :10]
    mask = np.zeros((7, 10), np.uint8)
    mask[3, 4] = 1  # one look of the cell (1, 1)
    return {
        "height": (100 + 10 * row + column).astype(np.float32),
        "slant_range": np.where(row == 6, np.nan, 850_000 + 4 * column).astype(np.float32),
        "longitude": -84.2 + 1e-9 * column,
        "layover_shadow": mask,
    }


def run(folder, values, grid=RADAR, looks=(2, 3)):
    for name, layer in values.items():
        where = Grid(grid.crs, grid.transform, layer.shape)
        write_raster(folder / f"in/{name}.tif", layer, where, tags={"UNITS": f"of {name}"})
    return run_main(
        "prepare_geometry",
        inputs={"layers": [str(folder / f"in/{name}.tif") for name in values]},
        output={"multilooked": [str(folder / f"{name}.tif") for name in NAMES]},
        params={"looks": list(looks)},
    )


def test_looks_are_averaged_and_incomplete_ones_cut_off(tmp_path):
    made = run(tmp_path, layers())
    coarse = {name: read_raster(path)[0] for name, path in zip(NAMES, made.multilooked, strict=True)}
    row, column = np.mgrid[:3, :3]
    np.testing.assert_allclose(coarse["height"], 100 + 10 * (2 * row + 0.5) + 3 * column + 1)
    np.testing.assert_allclose(coarse["slant_range"], 850_000 + 4 * (3 * column + 1))
    # Degrees keep their ninth decimal: float32 would lose metres.
    np.testing.assert_allclose(coarse["longitude"] + 84.2, 1e-9 * (3 * column + 1), atol=1e-13)
    assert coarse["layover_shadow"].dtype == np.uint8
    assert np.argwhere(coarse["layover_shadow"]).tolist() == [[1, 1]]


def test_tags_are_kept(tmp_path):
    made = run(tmp_path, layers())
    assert [read_tags(path)["UNITS"] for path in made.multilooked] == [f"of {name}" for name in NAMES]


def test_a_look_without_value_leaves_its_cell_without(tmp_path):
    values = layers()
    values["height"][0, 0] = np.nan
    height, _ = read_raster(run(tmp_path, values).multilooked[0])
    assert np.argwhere(np.isnan(height)).tolist() == [[0, 0]]


def test_ground_of_which_the_mask_says_nothing_does_not_count_as_clear(tmp_path):
    values = layers()
    values["layover_shadow"] = values["layover_shadow"].astype(np.float32)
    values["layover_shadow"][0, 7] = np.nan
    mask, _ = read_raster(run(tmp_path, values).multilooked[-1])
    assert mask.dtype == np.uint8
    assert np.argwhere(mask).tolist() == [[0, 2], [1, 1]]


def test_cells_of_a_mapped_stack_grow_by_the_looks(tmp_path):
    mapped = Grid(CRS.from_epsg(32617), Affine(5, 0, 500_000, 0, -10, 4_000_000), (7, 10))
    _, grid = read_raster(run(tmp_path, layers(), mapped).multilooked[0])
    assert grid == Grid(mapped.crs, Affine(15, 0, 500_000, 0, -20, 4_000_000), (3, 3))


def test_layers_on_different_grids_are_refused(tmp_path):
    values = layers()
    values["longitude"] = values["longitude"][:5]
    with pytest.raises(InputError, match=r"longitude.*\(5, 10\)"):
        run(tmp_path, values)
