"""The step that reads one SLC of a stack, on the files of OPERA."""

import h5py
import numpy as np
import pytest
from miniatures import opera as miniature
from opera_geometry import read_geometry
from product_truth import WAVELENGTH, Truth, write_dem
from steps import run_main

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import read_grid, read_raster, read_tags
from scarpwatch.stacks.opera.reader import list_folder

TRUTH = Truth(dates=Truth().dates[:2])


@pytest.fixture
def layers(tmp_path):
    (tmp_path / "products").mkdir()
    miniature.write(tmp_path / "products", TRUTH)
    write_dem(tmp_path / "dem.tif", TRUTH)
    return read_geometry(tmp_path, tmp_path / "dem.tif")


def run(folder, layers, day):
    scene = list_folder(folder / "products").scene(f"{day:%Y%m%d}")
    return run_main(
        "read_scene",
        inputs={"files": [], "geometry": list(layers.values())},
        output={"slc": str(folder / "slc" / f"{scene.name}.tif")},
        params={"family": "opera", "files": dict(scene.files), "known": dict(scene.known)},
        wildcards={"date": scene.name},
    ).slc


def test_a_flattened_image_with_what_the_next_steps_need(tmp_path, layers):
    images, tags = [], []
    for day in TRUTH.dates:
        path = run(tmp_path, layers, day)
        values, grid = read_raster(path)
        assert values.dtype == np.complex64
        assert grid == read_grid(layers["height"])
        images.append(values)
        tags.append(read_tags(path))
    assert [t["DATE"] for t in tags] == [f"{day:%Y%m%d}" for day in TRUTH.dates]
    assert all(t["FLATTENED"] == "yes" for t in tags)
    assert float(tags[0]["WAVELENGTH_M"]) == pytest.approx(WAVELENGTH, rel=1e-5)
    baselines = [float(t["PERPENDICULAR_BASELINE_M"]) for t in tags]
    assert baselines[1] - baselines[0] == pytest.approx(TRUTH.baseline(*TRUTH.dates), abs=1.5)
    known = (images[0] != 0) & (images[1] != 0)
    assert 0.3 < known.mean() < 1
    # Twelve days of motion are at most half a radian: what is left of the phase is small and coherent.
    product = (images[0] * images[1].conj())[known]
    assert np.abs(product.mean()) / np.abs(product).mean() > 0.5


def test_an_image_without_data(tmp_path, layers):
    for path in (tmp_path / "products").glob(f"*CSLC-S1_*_{TRUTH.dates[1]:%Y%m%d}T*.h5"):
        with h5py.File(path, "a") as file:
            file["data/VV"][...] = np.nan
    with pytest.raises(InputError, match="every pixel is zero or no data"):
        run(tmp_path, layers, TRUTH.dates[1])
