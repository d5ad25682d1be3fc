"""Divide the area into mapping units: slope units, grid cells, or the user's own polygons."""

import json

import numpy as np

from scarpwatch.errors import DataError
from scarpwatch.grid import atomic_path, read_raster, write_raster
from scarpwatch.logs import run_step
from scarpwatch.terrain.derivatives import slope_aspect
from scarpwatch.terrain.segmentation import internal_variance, spatial_autocorrelation
from scarpwatch.terrain.slope_units import SlopeUnitParameters, delineate_slope_units
from scarpwatch.terrain.vector_files import read_vector
from scarpwatch.units.grid_cells import grid_cell_units
from scarpwatch.units.polygons import polygons_to_units, units_to_polygons, write_geopackage


def main(snakemake) -> None:
    """Read ``dem`` (and ``polygons``); write the label raster, the polygons and a summary."""
    elevation, grid = read_raster(snakemake.input.dem)
    settings = snakemake.params.settings
    used = {"source": settings["source"]}
    if settings["source"] == "polygons":
        own = read_vector(snakemake.input.polygons, grid)
        labels, polygons = polygons_to_units(own, grid, source=snakemake.input.polygons)
    elif settings["source"] == "grid":
        used["grid_cells"] = settings["grid_cells"]
        labels = grid_cell_units(np.isfinite(elevation), settings["grid_cells"])
        polygons = units_to_polygons(labels, grid)
    else:
        names = SlopeUnitParameters.__dataclass_fields__
        used |= {name: settings[KEYS.get(name, name)] for name in names}
        parameters = SlopeUnitParameters(**{name: used[name] for name in names})
        labels = delineate_slope_units(elevation, grid.cell_size, parameters)
        polygons = units_to_polygons(labels, grid)
    if not (labels > 0).any():
        raise DataError(snakemake.input.dem, "it gives no mapping unit", "Check the nodata value of the DEM")

    write_raster(snakemake.output.raster, labels, grid, nodata=0, descriptions=["unit_id"], tags=used)
    write_geopackage(polygons, snakemake.output.polygons, layer="slope_units")
    _, aspect = slope_aspect(elevation, grid.cell_size)
    areas = polygons["area_m2"].to_numpy()
    summary = {
        "parameters": used,
        "count": len(polygons),
        "area_km2": float((labels > 0).sum() * grid.cell_size[0] * grid.cell_size[1] / 1e6),
        "unit_area_m2": {
            "mean": float(areas.mean()),
            "median": float(np.median(areas)),
            "smallest": float(areas.min()),
            "largest": float(areas.max()),
        },
        "internal_variance_V": internal_variance(labels, aspect),
        "spatial_autocorrelation_I": spatial_autocorrelation(labels, aspect),
    }
    print(json.dumps(summary, indent=2))
    with atomic_path(snakemake.output.summary) as temporary:
        temporary.write_text(json.dumps(summary, indent=2) + "\n", encoding="utf-8")


# Names in the config where they differ from the library's.
KEYS = {"minimum_area_m2": "min_area_m2", "maximum_area_m2": "max_area_m2"}

if __name__ == "__main__":
    run_step(main, snakemake)
