"""Rank the importance of the factors in all models of an assessment."""

from scarpwatch.algorithms.algorithm import ordering, read_looks
from scarpwatch.files.csv_tables import read_csv
from scarpwatch.files.records import write_table
from scarpwatch.learning.evaluation.importance import rank_factors, study_layout
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    """Read ``importance`` (one per model) and ``shap`` (one per mapped model, in the same order)."""
    source, looks = snakemake.input, read_looks(snakemake.params.algorithms)
    ranking = rank_factors(
        {name: read_csv(path) for name, path in zip(looks, source.importance, strict=True)},
        {name: read_csv(path) for name, path in zip(looks, source.shap, strict=False)},
    )
    write_table(snakemake.output.table, ranking)
    layout = study_layout(ranking, snakemake.params.printed, by=ordering(looks.values(), list(looks)))
    write_table(snakemake.output.layout, layout)
    log.info(f"importance:\n{layout.to_string()}")


if __name__ == "__main__":
    run_step(main, snakemake)
