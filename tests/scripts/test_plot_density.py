import numpy as np
import pytest
from figure_inputs import area_job, make_area, picture_size, step

from plot_density import main
from scarpwatch.grids.grid import read_raster, write_raster


def test_one_map_or_two(tmp_path):
    files = area_job(make_area(tmp_path), "static")
    units, grid = read_raster(files["units_raster"])
    density = np.where(units > 0, (units % 7) * 1.5, np.nan).astype(np.float32)
    for bands in (1, 2):
        write_raster(tmp_path / "density.tif", np.stack([density, density + 0.2][:bands]), grid)
        source = {"density": tmp_path / "density.tif", "dem": files["dem"]}
        main(step(source, {"figure": tmp_path / f"{bands}.png"}, {"dpi": 60}))
    one, two = (picture_size(tmp_path / f"{bands}.png") for bands in (1, 2))
    assert two[0] > 1.3 * one[0] and two[1] == pytest.approx(one[1], rel=0.5)
