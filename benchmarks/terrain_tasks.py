"""The measurements of the terrain part: each is run by `terrain.py` in a process of its own.

    python benchmarks/terrain_tasks.py NAME FOLDER [SIDE]

Prints a JSON record.
"""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from peak_memory import peak_mb

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))
REAL = ROOT.parent / "shared" / "real" / "big_tujunga"
CELL_M = 10.0
PARAMETERS = {
    "min_area_m2": 150_000,
    "circular_variance": 0.25,
    "threshold_m2": 1_000_000,
    "reduction_factor": 5,
    "clean_size_m2": 25_000,
}
SAMPLE = 300  # polygons that rasterstats is timed on


def measured(work: Callable[[], Any]) -> dict[str, Any]:
    """Run it; CPU seconds (child processes included), peak memory of the process, and what it returned."""

    def cpu() -> float:
        own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
        return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime

    start = cpu()
    result = work()
    return {
        "cpu_s": cpu() - start,
        "peak_mb": peak_mb(),
        **(result or {}),
    }


def make_area(folder: Path, side: int) -> dict[str, Any]:
    """Simulated elevation, NDVI, deformation, lithology and lines."""
    import geopandas
    import numpy as np
    import shapely
    from affine import Affine
    from rasterio.crs import CRS

    from scarpwatch.grids.grid import Grid, write_raster
    from scarpwatch.simulate.fields import power_law_field, seeded

    grid = Grid(CRS.from_epsg(32617), Affine(CELL_M, 0, 500_000, 0, -CELL_M, 4_000_000), (side, side))
    field = power_law_field(seeded(5, "big"), grid.shape, CELL_M, 3.8)
    write_raster(folder / "dem.tif", np.round(500 + 180 * field, 2).astype(np.float32), grid)
    rng = np.random.default_rng(0)
    coarse = Grid(grid.crs, grid.transform @ Affine.scale(25), (-(-side // 25),) * 2)
    write_raster(folder / "ndvi_source.tif", rng.uniform(0, 1, coarse.shape).astype(np.float32), coarse)
    rock = rng.integers(1, 6, (-(-side // 250),) * 2).astype(np.uint8)
    whole = Grid(grid.crs, grid.transform @ Affine.scale(250), rock.shape)
    write_raster(folder / "rock_source.tif", rock, whole, nodata=0)
    rate = (3 * power_law_field(seeded(6, "rate"), grid.shape, CELL_M, 3.0)).astype(np.float32)
    rate[rng.random(grid.shape) < 0.2] = np.nan
    write_raster(folder / "deformation_rate.tif", rate, grid)
    write_raster(folder / "cumulative_deformation.tif", 2 * rate, grid)
    left, bottom, right, top = grid.bounds
    lines = []
    for _ in range(max(3, side * side // 80_000)):
        start = rng.uniform((left - 3000, bottom - 3000), (right + 3000, top + 3000))
        steps = rng.normal(0, 60, (200, 2)) + rng.normal(0, 60, 2)
        lines.append(shapely.LineString(start + np.cumsum(steps, axis=0)))
    geopandas.GeoDataFrame(geometry=lines, crs=grid.crs).to_file(folder / "lines.gpkg")
    return {"cells": side * side}


def run_step(
    name: str, inputs: dict[str, Path], outputs: dict[str, Path], params: dict[str, Any], **wildcards: str
) -> None:
    """A step of the workflow, as Snakemake runs it."""
    import importlib
    from types import SimpleNamespace as Part

    importlib.import_module(name).main(
        Part(
            input=Part(**inputs),
            output=Part(**outputs),
            params=Part(**params),
            wildcards=Part(**wildcards),
        )
    )


def our_derivatives(folder: Path) -> dict[str, Any]:
    """Slope, aspect and profile curvature of an array in memory, as xdem is measured."""
    from scarpwatch.grids.grid import read_raster
    from scarpwatch.terrain.derivatives import profile_curvature, slope_aspect

    height, grid = read_raster(folder / "dem.tif")
    slope_aspect(height[:100, :100], grid.cell_size)

    def work() -> None:
        slope_aspect(height, grid.cell_size)
        profile_curvature(height, grid.cell_size)

    return measured(work)


def our_terrain_files(folder: Path) -> dict[str, Any]:
    """The step derive_terrain, from file to files."""
    outputs = {name: folder / f"{name}.tif" for name in ("slope", "aspect", "elevation", "profile_curvature")}
    return measured(
        lambda: run_step("derive_terrain", {"dem": folder / "dem.tif"}, outputs, {"slope_method": "horn"})
    )


def our_distance(folder: Path) -> dict[str, Any]:
    """The step measure_distance with a cap of 2 km, from file to file."""
    from affine import Affine
    from rasterio.crs import CRS
    from shapely import Point

    from scarpwatch.grids.grid import Grid
    from scarpwatch.terrain.distance import distance_to_features

    small = Grid(CRS.from_epsg(32617), Affine(10, 0, 0, 0, -10, 0), (50, 50))
    distance_to_features([Point(250, -250)], small, 100.0)
    inputs = {"features": folder / "lines.gpkg", "dem": folder / "dem.tif"}
    outputs = {"distance": folder / "distance_to_faults.tif"}
    settings = {"cap_m": 2000.0, "layer": None, "title": "Distance to faults"}
    result = measured(lambda: run_step("measure_distance", inputs, outputs, settings))
    for name in ("rivers", "roads"):
        shutil.copy(folder / "distance_to_faults.tif", folder / f"distance_to_{name}.tif")
    return result


def our_warping(folder: Path) -> dict[str, Any]:
    """The steps warp_ndvi and map_classes."""
    said = {"column": None, "classes": None, "band": 1, "key": "factors.lithology", "field": "classes"}

    def work() -> None:
        dem = folder / "dem.tif"
        ndvi = {"ndvi": folder / "ndvi_source.tif", "dem": dem}
        run_step("warp_ndvi", ndvi, {"ndvi": folder / "ndvi.tif"}, {"reliability": None, "band": 1})
        rock = {"map": folder / "rock_source.tif", "dem": dem}
        params = {"layer": None, "settings": said}
        run_step("map_classes", rock, {"classes": folder / "lithology.tif"}, params, factor="lithology")

    return measured(work)


def our_units(folder: Path) -> dict[str, Any]:
    """Slope units of the simulated area."""
    from scarpwatch.grids.grid import read_raster, write_raster
    from scarpwatch.terrain.slope_units.delineation import (
        SlopeUnitParameters,
        delineate_slope_units,
        prepare_terrain,
    )

    height, grid = read_raster(folder / "dem.tif")
    parameters = SlopeUnitParameters(**PARAMETERS)
    delineate_slope_units(prepare_terrain(height[:200, :200], grid.cell_size), parameters)
    kept = {}

    def work() -> dict[str, Any]:
        kept["units"] = delineate_slope_units(prepare_terrain(height, grid.cell_size), parameters)
        return {"units": int(kept["units"].max())}

    result = measured(work)
    write_raster(folder / "units.tif", kept["units"], grid, nodata=0)
    return result


def make_polygons(folder: Path) -> dict[str, Any]:
    """The units as polygons, for the peers."""
    from scarpwatch.files.geopackages import write_geopackage
    from scarpwatch.grids.grid import read_raster
    from scarpwatch.units.polygons import units_to_polygons

    labels, grid = read_raster(folder / "units.tif")
    write_geopackage(units_to_polygons(labels, grid), folder / "units.gpkg", layer="units")
    return {}


def our_table(folder: Path) -> dict[str, Any]:
    """The table of twelve factors: ten static ones from nine rasters, and two of deformation."""
    import numpy as np

    from scarpwatch.factors.registry import DEFORMATION, STUDY
    from scarpwatch.grids.class_names import read_class_names
    from scarpwatch.units.table import LabelZones, dynamic_table, static_table
    from scarpwatch.units.zonal import circular_statistics, class_shares, unit_positions, zonal_statistics

    small = np.ones((2, 2), np.int32), np.ones((2, 2), np.float32)
    zonal_statistics([small], 1), circular_statistics([small], 1)
    class_shares([(small[0], np.ones((2, 2), np.uint8))], 1, [1]), unit_positions([small[0]], 1)
    static, moving = (
        {factor.name: folder / f"{factor.name}.tif" for factor in factors if not factor.of}
        for factors in (STUDY, DEFORMATION)
    )
    names = {"lithology": read_class_names(static["lithology"])}
    kept = {}

    def work() -> dict[str, Any]:
        zones = LabelZones(folder / "units.tif")
        kept["static"] = static_table(zones, STUDY, static, class_names=names)
        kept["moving"] = dynamic_table(zones, DEFORMATION, moving)
        return {
            "units": zones.number,
            "factors": len(STUDY) + len(DEFORMATION),
            "rasters": len(static) + len(moving),
        }

    result = measured(work)
    kept["static"].merge(kept["moving"], on="unit_id").to_parquet(folder / "table.parquet")
    return result


def rasterstats_table(folder: Path) -> dict[str, Any]:
    """Rasterstats on a sample of the units and one raster."""
    import geopandas
    import rasterstats

    frame = geopandas.read_file(folder / "units.gpkg")
    step = max(1, len(frame) // SAMPLE)
    sample = list(frame.geometry[::step])

    def work() -> dict[str, Any]:
        stats = ["count", "mean", "std", "min", "max"]
        rasterstats.zonal_stats(sample, str(folder / "slope.tif"), stats=stats, nodata=float("nan"))
        return {"polygons": len(sample), "of": len(frame)}

    return measured(work)


def tujunga_units(folder: Path) -> dict[str, Any]:
    """Slope units of Big Tujunga, and their agreement with the published method's."""
    import numpy as np
    from sklearn.metrics import adjusted_rand_score

    from scarpwatch.grids.grid import read_raster
    from scarpwatch.terrain.slope_units.delineation import (
        SlopeUnitParameters,
        delineate_slope_units,
        prepare_terrain,
    )
    from scarpwatch.terrain.slope_units.segmentation import (
        boundary_f,
        connected_regions,
        internal_variance,
    )

    height, grid = read_raster(REAL / "dem.tif")
    height = height.astype(np.float32)
    parameters = SlopeUnitParameters(**PARAMETERS)
    delineate_slope_units(prepare_terrain(height[200:400, 400:600], grid.cell_size), parameters)
    kept = {}

    def work() -> dict[str, Any]:
        terrain = prepare_terrain(height, grid.cell_size)
        kept["units"], kept["aspect"] = delineate_slope_units(terrain, parameters), terrain.aspect
        return {"units": int(kept["units"].max())}

    result = measured(work)
    reference = connected_regions(read_raster(REAL / "reference_slope_units.tif")[0])
    found = connected_regions(kept["units"])
    both = (found > 0) & (reference > 0)
    return result | {
        "ari": adjusted_rand_score(found[both], reference[both]),
        "boundary_f": boundary_f(found, reference),
        "V": internal_variance(kept["units"], kept["aspect"]),
    }


def grass_units(folder: Path) -> dict[str, Any]:
    """r.slopeunits of GRASS on Big Tujunga, with the same parameters."""
    script = folder / "slopeunits.sh"
    create = {
        "thresh": PARAMETERS["threshold_m2"],
        "areamin": PARAMETERS["min_area_m2"],
        "cvmin": PARAMETERS["circular_variance"],
        "rf": PARAMETERS["reduction_factor"],
        "maxiteration": 50,
    }
    options = " ".join(f"{key}={value}" for key, value in create.items())
    script.write_text(
        "set -e\n"
        f"r.in.gdal input='{REAL / 'dem.tif'}' output=dem --quiet\n"
        "g.region raster=dem\n"
        f"r.slopeunits.create demmap=dem slumap=units {options} --quiet\n"
        f"r.slopeunits.clean -m demmap=dem slumap=units slumapclean=clean "
        f"cleansize={PARAMETERS['clean_size_m2']} --quiet\n"
    )
    command = ["grass", "--tmp-location", str(REAL / "dem.tif"), "--exec", "bash", str(script)]

    def work() -> None:
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr[-800:])

    result = measured(work)
    return result | {"peak_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024}


def xdem_derivatives(folder: Path) -> dict[str, Any]:
    """The same three derivatives by xdem, of an array in memory; and how far ours lie from them."""
    import numpy as np
    import rasterio
    import xdem

    with rasterio.open(folder / "dem.tif") as source:
        height = source.read(1)
    names = ["slope", "aspect", "profile_curvature"]
    options = {"resolution": CELL_M, "surface_fit": "ZevenbergThorne", "engine": "numba"}
    xdem.terrain.get_terrain_attribute(height[:100, :100], names, **options)
    kept = {}

    def work() -> None:
        kept["found"] = xdem.terrain.get_terrain_attribute(height, names, **options)

    result = measured(work)
    horn = xdem.terrain.get_terrain_attribute(
        height, "slope", resolution=CELL_M, surface_fit="Horn", engine="numba"
    )
    with rasterio.open(folder / "slope.tif") as source:
        apart = np.abs(source.read(1) - np.asarray(horn))[1:-1, 1:-1]
    return result | {"slope_apart_deg": float(np.nanmax(apart))}


def exactextract_table(folder: Path) -> dict[str, Any]:
    """Exactextract on all units and one raster; and how far our means lie from its."""
    import geopandas
    import numpy as np
    from exactextract import exact_extract

    frame = geopandas.read_file(folder / "units.gpkg")
    kept = {}
    stats = ["count", "mean", "stdev", "min", "max"]

    def work() -> None:
        kept["table"] = exact_extract(
            str(folder / "slope.tif"),
            frame,
            stats,
            include_cols=["unit_id"],
            output="pandas",
            strategy="raster-sequential",
        )

    result = measured(work)
    theirs = kept["table"].sort_values("unit_id")
    theirs[["unit_id", "mean"]].to_csv(folder / "exactextract.csv", index=False)
    return result | {"units": len(theirs), "finite": int(np.isfinite(theirs["mean"]).sum())}


def means_apart(folder: Path) -> dict[str, Any]:
    """Largest relative difference between our means and exactextract's."""
    import numpy as np
    import pandas as pd

    ours = pd.read_parquet(folder / "table.parquet", columns=["unit_id", "slope"])
    both = ours.merge(pd.read_csv(folder / "exactextract.csv"), on="unit_id")
    apart = np.abs(both["slope"] - both["mean"]) / np.abs(both["mean"])
    return {"units": len(both), "relative": float(apart.max())}


TASKS: dict[str, Callable[..., dict[str, Any]]] = {
    task.__name__: task
    for task in (
        make_area,
        our_derivatives,
        our_terrain_files,
        our_distance,
        our_warping,
        our_units,
        make_polygons,
        our_table,
        rasterstats_table,
        tujunga_units,
        grass_units,
        xdem_derivatives,
        exactextract_table,
        means_apart,
    )
}


def main() -> None:
    """One measurement."""
    name, folder, *more = sys.argv[1:]
    print(json.dumps(TASKS[name](Path(folder), *map(int, more))))


if __name__ == "__main__":
    main()
