"""Label the mapping units with the number of landslides in them."""

import numpy as np
import pandas as pd

from scarpwatch.decisions import KEY
from scarpwatch.errors import DataError, InputError
from scarpwatch.files.json_files import write_json
from scarpwatch.files.records import write_table
from scarpwatch.grids.grid import read_raster
from scarpwatch.inputs.tables.days import read_days
from scarpwatch.inputs.vectors.landslide_places import select_landslides
from scarpwatch.inputs.vectors.on_grid import read_vector
from scarpwatch.units.label_rules import decide_labels, other_rules
from scarpwatch.units.labels import count_landslides
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    """Read ``inventory`` and the units; write landslides per unit and what became of the inventory."""
    import geopandas

    source, settings = snakemake.input.inventory, snakemake.params.settings
    if not source:  # models of another area are applied, with or without landslides to judge them by
        units = geopandas.read_file(snakemake.input.polygons)["unit_id"]
        write_table(snakemake.output.labels, pd.DataFrame({"unit_id": units, "landslides": np.nan}))
        write_json(snakemake.output.summary, {})
        return
    labels, grid = read_raster(snakemake.input.raster)
    inventory = read_vector(source, grid, layer=settings["layer"])
    for key in ("label_column", "date_column"):
        if settings[key] is not None and settings[key] not in inventory.columns:
            raise InputError(source, f"column {settings[key]!r} does not exist", f"Set inventory.{key}")
    landslides = select_landslides(inventory, settings["label_column"], settings["label_value"])
    units = geopandas.read_file(snakemake.input.polygons)
    table, counts = count_landslides(
        landslides,
        units,
        grid,
        # Users' polygons may overlap, which a label raster cannot show.
        labels=None if snakemake.params.source == "polygons" else labels,
        position_error_m=settings["position_error_m"],
        at_border=settings["at_border"],
        min_share=settings["min_share"],
        below_min_share=settings["below_min_share"],
        days=read_days(landslides[settings["date_column"]]) if settings["date_column"] else None,
    )
    for note in counts.notes():
        log.warning(note)
    log.info(counts)
    if snakemake.params.need_landslides and counts.inside < settings["min_landslides"]:
        raise DataError(
            source,
            f"{counts.inside} of {counts.total} landslides lie in mapping units ({counts.outside} outside the "
            f"area, {counts.masked} where there is no unit), fewer than the {settings['min_landslides']} needed",
            "Check the inventory's CRS and position, or lower inventory.min_landslides",
        )
    decisions = [decide_labels(table, units["area_m2"], settings["min_share"], settings["below_min_share"])]
    rules = other_rules(table, units["area_m2"], settings["min_share"])
    write_table(snakemake.output.labels, table)
    write_json(snakemake.output.summary, {**counts.as_dict(), "rules": rules, KEY: decisions})


if __name__ == "__main__":
    run_step(main, snakemake)
