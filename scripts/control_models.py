"""Fit the negative controls: permuted labels, a noise factor, permuted deformation."""

from scarpwatch.factors.factor import read_columns
from scarpwatch.files.json_files import read_json, write_json
from scarpwatch.files.records import read_table, write_table
from scarpwatch.learning.evaluation.control_runs import run_controls
from scarpwatch.learning.predictors.features import join_factors
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    source, params = snakemake.input, snakemake.params
    deformation = read_table(source.deformation) if source.deformation else None
    # Chosen among the training units without their labels; none unless the config asks for it.
    collinear = read_json(source.collinearity)["dropped"]
    record, table = run_controls(
        join_factors(read_table(source.factors), deformation),
        read_table(source.samples),
        read_columns(params.factors),
        algorithms=[algorithm["load"] for algorithm in params.algorithms],
        coupled=deformation is not None,
        seeds=[params.seed + number for number in range(params.seeds)],
        trees=params.trees,
        train_share=params.train_share,
        exclude=[*params.exclude, *collinear],
        monotone=params.monotone,
        balanced=params.class_weights == "balanced",
        members=params.members,
    )
    write_json(snakemake.output.record, {"assessment": snakemake.wildcards.assessment, **record})
    write_table(snakemake.output.table, table)
    for algorithm, shuffled in record["permuted_labels"].items():
        below = record["noise_factor"][algorithm]["below_noise"]
        log.info(f"{algorithm}: permuted labels {shuffled['auc_mean']:.3f}; below noise: {below}")
    if record["missingness"]:
        for name in ("gain", "gain_of_gaps", "gain_of_values"):
            found = record["missingness"][name]
            log.info(f"{name}: {found['difference']:+.3f}, {found['verdict']}")


if __name__ == "__main__":
    run_step(main, snakemake)
