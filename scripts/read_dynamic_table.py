"""Take the dynamic factors of a ready table: one row per unit."""

import pandas as pd

from scarpwatch.config.susceptibility.table import TableSettings
from scarpwatch.factors.factor import read_columns
from scarpwatch.files.records import write_table
from scarpwatch.inputs.tables.ready_table import read_ready_table
from scarpwatch.learning.predictors.features import ready_columns
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    """Read the user's table; write the dynamic factors of an assessment date."""
    settings = TableSettings.model_validate({**snakemake.params.settings, "file": snakemake.input.table})
    table = read_ready_table(settings, need_landslides=snakemake.params.need_landslides)
    unit_id = pd.Series(range(1, len(table.names) + 1), name="unit_id", dtype="int64")
    factors = ready_columns(table.factors, read_columns(snakemake.params.factors), dynamic=True)
    write_table(snakemake.output.table, pd.concat([unit_id, factors], axis=1))
    log.info(f"statistics:\n{factors.describe().T.to_string()}")


if __name__ == "__main__":
    run_step(main, snakemake)
