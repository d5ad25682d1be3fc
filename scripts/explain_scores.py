"""Explain the prediction of every unit (SHAP), with its model uncertainty and area of applicability."""

from dataclasses import replace
from functools import partial
from pathlib import Path

from scarpwatch.factors.factor import read_columns
from scarpwatch.files.json_files import read_json, write_json
from scarpwatch.files.records import read_table, write_table
from scarpwatch.learning.algorithms.files import load_model, model_path
from scarpwatch.learning.algorithms.models import make_model
from scarpwatch.learning.evaluation.reliability import explain_units
from scarpwatch.learning.predictors.features import encode_factors, join_factors, monotone_columns
from scarpwatch.learning.predictors.sample_values import draw_values
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    source, params, algorithm = snakemake.input, snakemake.params, snakemake.params.algorithm["load"]
    deformation = read_table(source.deformation) if source.deformation else None
    table = join_factors(read_table(source.static), deformation)
    factor_of = read_json(Path(source.model) / "columns.json")
    tuned = (read_json(source.metrics)["tuning"] or {}).get("parameters", {})
    predictors = encode_factors(table, read_columns(params.factors), dynamic=deformation is not None)
    drawn = draw_values(table, predictors, read_table(source.samples))
    columns = list(factor_of)  # as the model was offered them
    values = predictors.values[columns]
    make = partial(
        make_model,
        algorithm,
        n_jobs=snakemake.threads,
        trees=params.trees,
        balanced=params.class_weights == "balanced",
        monotone=monotone_columns(factor_of, params.monotone),
        parameters=tuned,
        members=params.members,
    )
    model = load_model(algorithm, model_path(source.model, algorithm), members=params.members)
    units, importance, record = explain_units(
        model,
        values,
        replace(drawn, values=drawn.values[columns]),
        read_table(source.scores).set_index("unit_id")["score"].reindex(values.index),
        factor_of,
        untrained=lambda seed: make(seed=seed),
        seeds=[params.seed + 1 + number for number in range(params.uncertainty_seeds)],
        explain_units=params.explain_units,
    )
    write_table(snakemake.output.units, units.reset_index())
    write_table(snakemake.output.importance, importance.reset_index())
    scaled = {"base": record.pop("base"), "scale": model.algorithm.SCALE}
    write_json(snakemake.output.record, {**scaled, **record})
    log.info(f"{100 * record['outside_share']:.1f} % of the units are outside the area of applicability")


if __name__ == "__main__":
    run_step(main, snakemake)
