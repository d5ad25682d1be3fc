"""Convert a ready table of units to what the models read: factors, labels (its own, or from an inventory) and places."""

import pandas as pd

from scarpwatch.config.susceptibility.inventory import InventorySettings
from scarpwatch.config.susceptibility.table import TableSettings
from scarpwatch.factors.factor import read_columns
from scarpwatch.files.json_files import write_json
from scarpwatch.files.records import write_table
from scarpwatch.inputs.tables.ready_table import describe_table, read_ready_table
from scarpwatch.learning.predictors.features import ready_columns
from scarpwatch.units.places import place_columns, write_units
from scarpwatch.units.ready_labels import label_ready_units
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    """Read the user's table; write static factors, labels, a summary and the units as a GeoPackage."""
    settings = TableSettings.model_validate({**snakemake.params.settings, "file": snakemake.input.table})
    table = read_ready_table(settings, need_landslides=snakemake.params.need_landslides)
    inventory = None
    if snakemake.input.inventory:
        inventory = InventorySettings.model_validate(
            {**snakemake.params.inventory, "file": snakemake.input.inventory}
        )
    labels, counted = label_ready_units(
        table, settings.file, inventory, need_landslides=snakemake.params.need_landslides
    )
    unit_id = labels["unit_id"]
    where = place_columns(table.places, table.area_m2)
    factors = ready_columns(table.factors, read_columns(snakemake.params.factors), dynamic=False)
    write_table(snakemake.output.factors, pd.concat([unit_id, where, factors], axis=1))
    write_table(snakemake.output.labels, labels)
    found = describe_table(table)
    found.pop("notes", None)  # they stand in the record of the inputs' check
    write_json(snakemake.output.summary, {**found, **counted})
    write_units(snakemake.output.units, unit_id, table.names, table.places)
    log.info({**found, **counted})


if __name__ == "__main__":
    run_step(main, snakemake)
