"""Tabulate how the index of a model follows its leading factors, and what factors are worth on held-out folds."""

from functools import partial
from pathlib import Path

import numpy as np

from scarpwatch.factors.factor import read_columns
from scarpwatch.files.csv_tables import read_csv
from scarpwatch.files.json_files import read_json
from scarpwatch.files.records import read_table, write_table
from scarpwatch.learning.algorithms.files import load_model, model_path
from scarpwatch.learning.algorithms.models import make_model
from scarpwatch.learning.evaluation.importance import fold_importance
from scarpwatch.learning.evaluation.response import response_table
from scarpwatch.learning.predictors.features import encode_factors, join_factors, monotone_columns
from scarpwatch.learning.predictors.sample_values import draw_values
from scarpwatch.learning.samples.designs import headline_folds
from scarpwatch.workflow.logs import Step, log, run_step

LEADING = 5
"""Factors that response is told of; with the importance they fill two rows of the figure."""


def main(snakemake: Step) -> None:
    source, params, algorithm = snakemake.input, snakemake.params, snakemake.params.algorithm["load"]
    deformation = read_table(source.deformation) if source.deformation else None
    table, factors = join_factors(read_table(source.static), deformation), read_columns(params.factors)
    factor_of = read_json(Path(source.model) / "columns.json")
    predictors = encode_factors(table, factors, dynamic=deformation is not None)
    drawn = draw_values(table, predictors, read_table(source.samples))
    columns = list(factor_of)  # as the model was offered them
    ground = predictors.values[columns].dropna(how="all")
    shap = read_csv(source.shap).sort_values("shap", ascending=False, kind="stable")
    every = {factor.name: factor for factor in factors}
    model = load_model(algorithm, model_path(source.model, algorithm), members=params.members)
    response = response_table(
        model,
        ground,
        [every[name] for name in shap["factor"][:LEADING]],
        {name: [column for column in columns if factor_of[column] == name] for name in every},
        predictors.part_of,
    )
    write_table(snakemake.output.response, response.assign(shap_scale=model.algorithm.SCALE))

    design, fold = headline_folds(read_table(source.folds))
    losses = fold_importance(
        partial(
            make_model,
            algorithm,
            seed=params.seed,
            n_jobs=snakemake.threads,
            trees=params.trees,
            balanced=params.class_weights == "balanced",
            monotone=monotone_columns(factor_of, params.monotone),
            parameters=(read_json(source.metrics)["tuning"] or {}).get("parameters", {}),
            members=params.members,
        ),
        drawn.values[columns],
        drawn.truth,
        fold.reindex(drawn.values.index).to_numpy(),
        ground,
        factor_of,
        rng=np.random.default_rng([params.seed, 29]),
    )
    split = read_csv(source.importance).set_index("factor")[["permutation", "permutation_std"]]
    both = losses.add_prefix("folds_").join(split.add_prefix("split_")).reindex(shap["factor"])
    write_table(snakemake.output.importance, both.reset_index().assign(design=design))
    top = both["folds_permutation"].idxmax()
    log.info(f"folds {design}: {top} is worth most, {both['folds_permutation'].max():.3f} of AUC")


if __name__ == "__main__":
    run_step(main, snakemake)
