"""Train one algorithm on static or coupled factors, judge it on held-out units and score every unit."""

from pathlib import Path

from scarpwatch.factors.factor import read_columns
from scarpwatch.files.json_files import read_json, write_json
from scarpwatch.files.records import read_table, write_table
from scarpwatch.learning.algorithms.files import model_path, save_model
from scarpwatch.learning.predictors.features import join_factors
from scarpwatch.learning.training import train_and_evaluate
from scarpwatch.learning.transfer.record import keep_model
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    algorithm, assessment = snakemake.params.algorithm["load"], snakemake.wildcards.assessment
    deformation = read_table(snakemake.input.deformation) if snakemake.input.deformation else None
    table = join_factors(read_table(snakemake.input.static), deformation)
    # Chosen among the training units without their labels; none unless the config asks for it.
    collinear = read_json(snakemake.input.collinearity)["dropped"]
    trained = train_and_evaluate(
        table,
        read_table(snakemake.input.samples),
        read_columns(snakemake.params.factors),
        algorithm=algorithm,
        dynamic=deformation is not None,
        seed=snakemake.params.seed,
        trees=snakemake.params.trees,
        exclude=[*snakemake.params.exclude, *collinear],
        accepted=snakemake.params.accepted,
        labels=read_table(snakemake.input.labels),
        designs=read_table(snakemake.input.folds),
        flat_below_deg=snakemake.params.flat_below_deg,
        balanced=snakemake.params.class_weights == "balanced",
        monotone=snakemake.params.monotone,
        tuning=snakemake.params.tuning,
        members=snakemake.params.members,
        slope=snakemake.params.slope,
        n_jobs=snakemake.threads,
    )
    folder = Path(snakemake.output.model)
    save_model(trained.model, model_path(folder, algorithm))
    # What a model file lacks: which columns it was offered, in order, and what it takes to apply it elsewhere.
    keep_model(
        folder, trained.predictors, trained.drawn, trained.recipe, identities=snakemake.params.identities
    )
    write_table(snakemake.output.scores, trained.scores)
    write_table(snakemake.output.importance, trained.importance)
    write_table(snakemake.output.out_of_fold, trained.out_of_fold)
    write_json(snakemake.output.metrics, {"assessment": assessment, **trained.metrics})
    if trained.metrics["dropped_columns"]:
        log.info(
            f"do not vary among the training units, left out: {' '.join(trained.metrics['dropped_columns'])}"
        )
    for split in ("training", "validation"):
        block = trained.metrics[split]
        low, high = block["auc_interval"]
        log.info(f"{split}: AUC {block['auc']:.3f} ({low:.3f}-{high:.3f}), {block['counts']}")
    skill = trained.metrics["cross_validation"]
    for design, one in skill["designs"].items():
        (low, high), count = one["auc_interval"], len(one["repeats"])
        log.info(f"folds {design}: AUC {one['auc']:.3f} ({low:.3f}-{high:.3f}), mean over {count} repeats")


if __name__ == "__main__":
    run_step(main, snakemake)
