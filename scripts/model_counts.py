"""Model the number of landslides per unit, and compare what is expected with what is observed in held-out blocks."""

from scarpwatch.factors.factor import read_columns
from scarpwatch.files.json_files import read_json, write_json
from scarpwatch.files.records import read_table, write_table
from scarpwatch.learning.counts import model_counts
from scarpwatch.learning.predictors.features import join_factors
from scarpwatch.workflow.logs import Step, run_step


def main(snakemake: Step) -> None:
    source, params = snakemake.input, snakemake.params
    deformation = read_table(source.deformation) if source.deformation else None
    counted = model_counts(
        join_factors(read_table(source.static), deformation),
        read_table(source.labels),
        read_columns(params.factors),
        mode=params.mode,
        dynamic=deformation is not None,
        folds=params.folds,
        seed=params.seed,
        trees=params.trees,
        exclude=[*params.exclude, *read_json(source.collinearity)["dropped"]],
        monotone=params.monotone,
        min_coverage=params.min_coverage,
        n_jobs=snakemake.threads,
    )
    write_table(snakemake.output.units, counted.units)
    write_table(snakemake.output.table, counted.table)
    write_json(snakemake.output.record, {"assessment": snakemake.wildcards.assessment, **counted.record})


if __name__ == "__main__":
    run_step(main, snakemake)
