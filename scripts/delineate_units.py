"""Divide the area into mapping units: slope units, grid cells, or the user's own polygons."""

import numpy as np

from scarpwatch.inputs.vectors.on_grid import read_vector
from scarpwatch.terrain.slope_units.catchments import delineate_by_catchments
from scarpwatch.terrain.slope_units.delineation import delineate_slope_units, parameters_from, prepare_terrain
from scarpwatch.terrain.slope_units.masking import read_ground
from scarpwatch.terrain.slope_units.search import search_count
from scarpwatch.units.files import write_units
from scarpwatch.units.grid_cells import grid_cell_units
from scarpwatch.units.polygons import polygons_to_units
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    """Read ``dem`` (and ``polygons``, ``water``); write the label raster, the polygons and a summary."""
    source, settings = snakemake.input, snakemake.params.settings
    elevation, grid, aspect, masked = read_ground(source.dem, source.water, settings)
    used, own, trials = {"source": settings["source"]}, None, None
    if settings["source"] == "polygons":
        labels, own = polygons_to_units(read_vector(source.polygons, grid), grid, source=source.polygons)
    elif settings["source"] == "grid":
        used["grid_cells"] = settings["grid_cells"]
        labels = grid_cell_units(np.isfinite(elevation) & ~masked, settings["grid_cells"])
    elif settings["method"] == "catchments":
        chosen = {name: settings[name] for name in ("threshold_m2", "clean_size_m2")}
        labels = delineate_by_catchments(elevation, grid.cell_size, **chosen, masked=masked)
        used |= {"method": "catchments", **chosen}
    else:
        terrain, parameters = prepare_terrain(elevation, grid.cell_size), parameters_from(settings)
        if settings["target_count"]:
            parameters, labels, trials = search_count(
                terrain, parameters, settings["target_count"], masked=masked
            )
        else:
            labels = delineate_slope_units(terrain, parameters, masked=masked)
        used |= {"method": "aspect", **vars(parameters)}
    record = write_units(
        labels,
        grid,
        aspect,
        used,
        raster=snakemake.output.raster,
        polygons=snakemake.output.polygons,
        summary=snakemake.output.summary,
        own_polygons=own,
        masked=masked,
        trials=trials,
    )
    log.info(record)


if __name__ == "__main__":
    run_step(main, snakemake)
