import numpy as np
import rasterio
from steps import run_main

from scarpwatch.factors.factor import look_record
from scarpwatch.factors.registry import factor_named
from scarpwatch.grids.grid import Grid, write_raster

GRID = Grid(rasterio.CRS.from_epsg(32616), rasterio.Affine(50, 0, 0, 0, -50, 0), (6, 8))


def test_each_factor_has_the_classes_of_a_job_of_its_own(tmp_path):
    calls = []
    for name, top in (("slope", 70), ("ndvi", 1)):
        values = np.linspace(0, top, 48, dtype=np.float32).reshape(GRID.shape)
        write_raster(tmp_path / f"{name}.tif", values, GRID)
        call = {
            "inputs": {"raster": str(tmp_path / f"{name}.tif")},
            "output": {"classes": str(tmp_path / "alone" / f"{name}.tif")},
            "params": {"look": look_record(factor_named(name)), "fit_area": True},
        }
        run_main("classify_factor", **call)
        together = {"classes": str(tmp_path / "together" / f"{name}.tif")}
        calls.append(
            {
                "step": "classify_factor",
                "input": call["inputs"],
                "output": together,
                "params": call["params"],
                "wildcards": {},
            }
        )
    run_main("classify_factors", output={}, params={"calls": calls})
    files = sorted(path.name for path in (tmp_path / "alone").iterdir())
    assert "ndvi.tif" in files and "slope.qml" in files
    for name in files:
        assert (tmp_path / "together" / name).read_bytes() == (tmp_path / "alone" / name).read_bytes()
