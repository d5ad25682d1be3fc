"""Tabulate the skill of all models: counts and rates, rate curves, skill by distance, the study's Tables 4 and 5."""

from scarpwatch.files.json_files import read_json
from scarpwatch.files.records import read_table, write_table
from scarpwatch.learning.evaluation.error_profile import error_profile
from scarpwatch.learning.metrics.skill_tables import curves_table, rates_table, study_layout_table
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    """Read ``static`` and ``coupled`` (metrics, one per algorithm; no coupled ones without radar data)."""
    paths = [*snakemake.input.static, *snakemake.input.coupled]
    scored = [*snakemake.input.scored, *snakemake.input.coupled_scored]
    records, printed = [read_json(path) for path in paths], snakemake.params.printed
    for split in ("training", "validation"):
        write_table(getattr(snakemake.output, f"{split}_rates"), rates_table(records, split))
        write_table(
            getattr(snakemake.output, f"{split}_layout"), study_layout_table(records, split, printed=printed)
        )
    write_table(snakemake.output.rate_curves, curves_table(records))
    models = [(record, read_table(path)) for record, path in zip(records, scored, strict=True)]
    folds, reach = read_table(snakemake.input.folds), read_json(snakemake.input.distances)
    write_table(snakemake.output.profile, error_profile(models, folds, reach))
    log.info(f"{len(records)} models tabulated")


if __name__ == "__main__":
    run_step(main, snakemake)
