"""Products of a small area as the workflow's own writers make them, with names that must appear as text."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from affine import Affine
from rasterio.crs import CRS
from shapely.geometry import Point, box

from scarpwatch.files.geopackages import write_geopackage
from scarpwatch.grids.grid import Grid, write_raster
from scarpwatch.grids.products import Classes, write_product
from scarpwatch.insar.output.point_layers import point_layer
from scarpwatch.learning.map_files import (
    INDEX,
    PROBABILITY,
    SIGMA,
    write_applicable_map,
    write_class_map,
    write_number_map,
)
from scarpwatch.learning.map_layers import density_layer, error_layer, susceptibility_layer
from scarpwatch.learning.zoning import class_limits, rate_units

GRID = Grid(CRS.from_epsg(32616), Affine(30, 0, 740_000, 0, -30, 4_060_000), (60, 80))
HOSTILE = "<script>alert('x')</script> \"$x$\" & ‏عالي Σ"
BREAKS = (0.2, 0.4, 0.6, 0.8)
UNTIL = "2025-12-15"
ABOUT = {"AREA": HOSTILE, "CONFIG_DIGEST": "0123456789abcdef"}
Listed = list[tuple[str, dict[str, Any]]]


def make_products(root: Path) -> Listed:
    """Write them below ``root``; each file with what it is, as the rules tell the steps."""
    maps, deformation = root / f"results/{UNTIL}/maps", root / f"results/{UNTIL}/deformation"
    rows, columns = np.mgrid[: GRID.shape[0], : GRID.shape[1]]
    units = (rows // 20 * 4 + columns // 20 + 1).astype(np.int32)
    rated = _rated(units)
    for name, layer in (("rf", INDEX), ("rf_sigma", SIGMA), ("rf_probability", PROBABILITY)):
        write_number_map(maps / f"{name}.tif", layer, rated, units, GRID, ABOUT)
    write_class_map(maps / "rf_class.tif", rated, units, GRID, BREAKS, ABOUT)
    write_applicable_map(maps / "rf_applicable.tif", rated, units, GRID, ABOUT)
    layer = susceptibility_layer("rf", UNTIL, class_limits(BREAKS))
    write_geopackage(rated, maps / "rf.gpkg", layer=layer, metadata=ABOUT)
    counted = rated.assign(observed_density=np.arange(12.0), expected_density=1.0)
    write_geopackage(counted, maps / "landslide_density.gpkg", layer=density_layer(UNTIL, 8.0))
    outcomes = rated[["unit_id", "score", "geometry"]].assign(outcome=["TP", "FN", "FP", "TN"] * 3)
    write_geopackage(outcomes, maps.parent / "models/rf/errors.gpkg", layer=error_layer("rf", UNTIL))
    rate = (5 * np.sin(rows / 9) * np.cos(columns / 11)).astype(np.float32)
    write_product(deformation / "rate.tif", rate, GRID, description="rate", tags={"UNITS": "cm/yr"})
    empty = np.full_like(rate, np.nan)
    write_product(deformation / "temporal_coherence.tif", empty, GRID, description="coherence")
    _write_points(deformation / "points.gpkg")
    rock = Classes({1: HOSTILE, 2: "marl"}, {1: (200, 10, 10, 255), 2: (10, 10, 200, 255)})
    write_product(
        root / "results/factors/classes/lithology.tif", (columns // 40 + 1).astype(np.uint8), GRID,
        description="lithology", nodata=0, classes=rock,
    )  # fmt: skip
    write_raster(root / "results/factors/dem.tif", (500 + 3 * rows).astype(np.float32), GRID)
    model = f"SAR+{HOSTILE}"
    return [
        _file(deformation / "points.gpkg", "Deformation", "points", "Series", shown=True),
        _file(deformation / "rate.tif", "Deformation", "rate"),
        _file(deformation / "temporal_coherence.tif", "Deformation", "temporal_coherence"),
        _file(maps / "rf.gpkg", "Susceptibility", "units", f"Units, {model}", model, shown=True),
        _file(maps.parent / "models/rf/errors.gpkg", "Susceptibility", "errors", "Errors", model),
        _file(maps / "rf_class.tif", "Susceptibility", "classes", "", model),
        _file(maps / "rf.tif", "Susceptibility", "index", "", model),
        _file(maps / "rf_sigma.tif", "Susceptibility", "sigma", "", model),
        _file(maps / "rf_probability.tif", "Susceptibility", "probability", "", model),
        _file(maps / "rf_applicable.tif", "Susceptibility", "applicable", "", model),
        _file(maps / "landslide_density.gpkg", "Density", "density_units"),
        _file(root / "results/factors/classes/lithology.tif", "Factors", "factor", HOSTILE),
        _file(root / "results/factors/dem.tif", "Terrain", "dem"),
    ]


def _file(
    path: Path, group: str, role: str, title: str = "", subgroup: str = "", *, shown: bool = False
) -> tuple[str, dict[str, Any]]:
    said = {"group": group, "subgroup": subgroup, "role": role, "title": title, "shown": shown}
    return str(path), said


def _rated(units: np.ndarray) -> gpd.GeoDataFrame:
    left, _, _, top = GRID.bounds
    boxes = [
        box(left + 600 * column, top - 600 * (row + 1), left + 600 * (column + 1), top - 600 * row)
        for row in range(3)
        for column in range(4)
    ]
    polygons = gpd.GeoDataFrame(
        {"unit_id": range(1, 13), "name": [HOSTILE, *["b"] * 11], "area_m2": 360_000.0}, geometry=boxes,
        crs=GRID.crs,
    )  # fmt: skip
    number = np.arange(1, 13)
    scores = pd.DataFrame({"unit_id": number[:-1], "score": np.linspace(0.02, 0.98, 11)})
    labels = pd.DataFrame({"unit_id": number, "landslides": number % 3})
    reliability = pd.DataFrame(
        {"unit_id": number[:-1], "score_std": 0.05, "applicable": number[:-1] % 4 > 0, "driver_1": "slope"}
    ).astype({"applicable": int})
    probability = pd.DataFrame({"unit_id": number[:-1], "probability": np.linspace(0.01, 0.4, 11)})
    return rate_units(polygons, scores, labels, reliability, BREAKS, probability=probability)


def _write_points(path: Path) -> None:
    days = {f"D2025{month:02d}01": [0.3 * month, np.nan] for month in range(1, 11)}
    columns = {
        "name": [HOSTILE, "outside"], "kind": "given", "velocity": [-3.2, np.nan], "velocity_sigma": [0.2, np.nan],
        "note": ["", f"outside the stack {HOSTILE}"], **days,
    }  # fmt: skip
    places = gpd.GeoSeries([Point(740_500, 4_059_500), Point(741_500, 4_059_000)], crs=GRID.crs).to_crs(4326)
    table = gpd.GeoDataFrame(columns, geometry=places)
    layer = point_layer("points", UNTIL, [day[1:] for day in days], table["velocity"])
    write_geopackage(table, path, layer=layer)
