"""Say of every unit what drives its score, how settled the score is, and whether the model speaks for it."""

import json
from pathlib import Path

import numpy as np

from scarpwatch.files.records import read_table, write_json, write_table
from scarpwatch.learning.algorithms.files import load_model
from scarpwatch.learning.algorithms.models import MODEL_FILES, make_model
from scarpwatch.learning.evaluation.applicability import applicability_table, dissimilarity, outside_range
from scarpwatch.learning.evaluation.explanation import (
    contributions,
    name_drivers,
    per_factor,
    shap_importance,
)
from scarpwatch.learning.evaluation.uncertainty import score_spread
from scarpwatch.learning.predictors.features import encode_factors, join_factors, monotone_columns
from scarpwatch.learning.training import sample_values
from scarpwatch.workflow.logs import run_step


def main(snakemake) -> None:
    source, params, algorithm = snakemake.input, snakemake.params, snakemake.wildcards.algorithm
    deformation = read_table(source.deformation) if source.deformation else None
    table = join_factors(read_table(source.static), deformation)
    folder = Path(source.model)
    model = load_model(folder / MODEL_FILES[algorithm])
    factor_of = json.loads((folder / "columns.json").read_text(encoding="utf-8"))
    predictors = encode_factors(table, dynamic=deformation is not None)
    tuned = json.loads(Path(source.metrics).read_text(encoding="utf-8"))["tuning"] or {"parameters": {}}
    values = predictors.values[list(factor_of)]
    samples = read_table(source.samples).sort_values("unit_id", ignore_index=True)
    on_samples = sample_values(predictors, samples)[list(factor_of)]
    training = (samples["split"] == "training").to_numpy()
    folds = samples["fold"].to_numpy()[training]

    validation, base = contributions(model, on_samples[~training])
    importance = shap_importance(per_factor(validation, factor_of))
    score = read_table(source.scores).set_index("unit_id")["score"].reindex(values.index)
    highest = (
        score.dropna().sort_values(ascending=False, kind="stable").index[: params.explain_units].sort_values()
    )
    drivers = name_drivers(per_factor(contributions(model, values.loc[highest])[0], factor_of))

    index, limit = dissimilarity(values, on_samples[training], validation.abs().mean().to_dict(), folds)
    outside = outside_range(values, on_samples[training], factor_of)
    units = applicability_table(outside, index, limit)
    spread, trained = score_spread(
        lambda seed: make_model(
            algorithm,
            seed=seed,
            n_jobs=snakemake.threads,
            trees=params.trees,
            balanced=params.class_weights == "balanced",
            monotone=monotone_columns(factor_of, params.monotone),
            parameters=tuned["parameters"],
        ),
        on_samples[training],
        samples["landslide"].to_numpy()[training],
        folds,
        values,
        seeds=[params.seed + 1 + number for number in range(params.uncertainty_seeds)],
    )
    units.insert(0, "score_std", spread)
    units = units.join(drivers)
    write_table(snakemake.output.units, units.reset_index())
    write_table(snakemake.output.importance, importance.reset_index())
    record = {
        "base": base,
        "scale": "score" if algorithm == "rf" else "log-odds",
        "explained_units": len(highest),
        "models_for_spread": trained,
        "median_score_std": float(np.nanmedian(spread)) if trained > 1 else None,
        "dissimilarity_limit": limit,
        "outside_share": float((units["applicable"] == 0).mean()),
        "outside_by_factor": outside.mean().to_dict(),
        "dissimilar_share": float((index > limit).mean()),
    }
    write_json(snakemake.output.record, record)
    print(f"{100 * record['outside_share']:.1f} % of the units are unlike the training units")


if __name__ == "__main__":
    run_step(main, snakemake)
