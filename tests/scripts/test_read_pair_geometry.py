"""The step that makes the geometry of a GAMMA stack."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from gamma_par import PAR
from rasterio.crs import CRS
from rasterio.transform import from_origin
from read_gamma_geometry import main

from scarpwatch.grid import Grid, read_raster, read_tags, write_raster

GRID = Grid(CRS.from_epsg(4326), from_origin(9, 47, 0.001, 0.001), (20, 30))


@pytest.mark.parametrize("with_lookup", [False, True])
def test_layers_lie_on_the_pairs_grid(tmp_path: Path, with_lookup: bool) -> None:
    write_raster(tmp_path / "unw.tif", np.ones(GRID.shape, np.float32), GRID)
    dem = Grid(GRID.crs, from_origin(8.9, 47.1, 0.002, 0.002), (200, 200))
    write_raster(tmp_path / "dem.tif", np.full((2, 200, 200), 700, np.float32), dem)
    (tmp_path / "slc.par").write_text(PAR)
    files = {"grid": "unw.tif", "dem": "dem.tif", "slc_par": "slc.par"}
    if with_lookup:
        columns = np.tile(np.arange(30) * 10.0, (20, 1))
        (columns + 100j).astype(">c8").tofile(tmp_path / "a.lt")
        files |= {"lookup": "a.lt", "mli_par": "slc.par"}
    names = ("height", "incidence", "slant_range")
    out = SimpleNamespace(**{name: tmp_path / "geometry" / f"{name}.tif" for name in names})
    main(
        SimpleNamespace(
            input=SimpleNamespace(**{name: str(tmp_path / file) for name, file in files.items()}),
            output=out,
            params=SimpleNamespace(dem_band=2),
        )
    )
    height, grid = read_raster(out.height)
    assert grid == GRID
    assert np.allclose(height, 700)
    incidence, slant_range = read_raster(out.incidence)[0], read_raster(out.slant_range)[0]
    assert read_tags(out.incidence)["UNITS"] == "rad"
    if with_lookup:
        assert slant_range[0, 10] == pytest.approx(800000 + 18.6 * 100, abs=0.1)
        assert (np.diff(incidence, axis=1) > 0).all()
    else:
        assert np.allclose(np.degrees(incidence), 39.7036)
        assert np.allclose(slant_range, 878319)
