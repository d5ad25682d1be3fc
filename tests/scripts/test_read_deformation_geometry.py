"""Geometry of MintPy's results as rasters."""

import numpy as np
import pytest
from miniatures import mintpy as miniature
from product_truth import Truth, degree_grid
from steps import run_main

from scarpwatch.grids.grid import read_raster, read_tags

LAYERS = ("height", "incidence", "slant_range", "los_east", "los_north", "los_up", "layover_shadow")


def test_layers_are_the_truth_in_radians_and_metres(tmp_path):
    truth = Truth(heading_deg=192.5)
    miniature.write(tmp_path / "m", truth)
    run_main(
        "read_deformation_geometry",
        inputs={"files": [], "dem": []},
        output={name: str(tmp_path / f"{name}.tif") for name in LAYERS},
        params={
            "family": "mintpy",
            "files": {"geometry": str(tmp_path / "m" / "inputs" / "geometryGeo.h5")},
            "known": {},
            "dem_band": 1,
        },
    )
    lon, lat, (west, north, spacing) = degree_grid()
    incidence, grid = read_raster(tmp_path / "incidence.tif")
    np.testing.assert_allclose(incidence, truth.incidence(lon, lat), atol=1e-6)
    assert grid.bounds == pytest.approx((west, north - 50 * spacing, west + 60 * spacing, north))
    for name, value in zip(("east", "north", "up"), truth.los(lon, lat), strict=True):
        np.testing.assert_allclose(read_raster(tmp_path / f"los_{name}.tif")[0], value, atol=1e-6)
    tags = read_tags(tmp_path / "incidence.tif")
    assert (tags["UNITS"], float(tags["HEADING_DEG"])) == ("rad", 192.5)
    assert float(tags["WAVELENGTH_M"]) == pytest.approx(0.05546576)
    assert read_raster(tmp_path / "layover_shadow.tif")[0].dtype == np.uint8
