"""Tabulate the skill of all models: counts and rates with intervals, rate curves, and the study's Tables 4 and 5."""

from scarpwatch.files.json_files import read_json
from scarpwatch.files.records import write_table
from scarpwatch.learning.metrics.skill_tables import curves_table, rates_table, study_layout_table
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    """Read ``static`` and ``coupled`` (metrics, one per algorithm; no coupled ones without radar data)."""
    paths = [*snakemake.input.static, *snakemake.input.coupled]
    records = [read_json(path) for path in paths]
    for split in ("training", "validation"):
        write_table(getattr(snakemake.output, f"{split}_rates"), rates_table(records, split))
        write_table(getattr(snakemake.output, f"{split}_layout"), study_layout_table(records, split))
    write_table(snakemake.output.rate_curves, curves_table(records))
    log.info(f"{len(records)} models tabulated")


if __name__ == "__main__":
    run_step(main, snakemake)
