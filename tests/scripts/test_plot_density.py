import numpy as np
import pytest
from figure_inputs import area_job, make_area, picture_size, step

from plot_density import main
from scarpwatch.grids.grid import read_raster, write_raster


def test_one_map_or_two(tmp_path):
    files = area_job(make_area(tmp_path), "static")
    units, grid = read_raster(files["units_raster"])
    density = np.where(units > 0, (units % 7) * 1.5, np.nan).astype(np.float32)
    write_raster(tmp_path / "observed.tif", density, grid)
    for maps, expected in ((1, np.full_like(density, np.nan)), (2, density + 0.2)):
        write_raster(tmp_path / "expected.tif", expected, grid)
        source = {name: tmp_path / f"{name}.tif" for name in ("observed", "expected")}
        main(step(source, {"figure": tmp_path / f"{maps}.png"}, {"date": "2025-12-20", "dpi": 60}))
    one, two = (picture_size(tmp_path / f"{maps}.png") for maps in (1, 2))
    assert two[0] > 1.3 * one[0] and two[1] == pytest.approx(one[1], rel=0.5)
