"""Check the factors for target leakage, collinearity and what tells the area of a unit, before any model is trained."""

from dataclasses import asdict

from scarpwatch.factors.factor import read_columns
from scarpwatch.files.json_files import write_json
from scarpwatch.files.records import read_table, write_table
from scarpwatch.learning.predictors.area_columns import area_columns, area_table, decide_on_area
from scarpwatch.learning.predictors.collinearity import (
    collinearity_record,
    decide_on_predictors,
    diagnose,
    factors_to_drop,
)
from scarpwatch.learning.predictors.features import encode_factors, join_factors
from scarpwatch.learning.predictors.leakage import decide_on_leaks, leaks_of_table, refuse_leaks
from scarpwatch.learning.predictors.sample_values import sample_values
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    source, params = snakemake.input, snakemake.params
    deformation = read_table(source.deformation) if source.deformation else None
    table = join_factors(read_table(source.static), deformation)
    coupled = deformation is not None
    factors = read_columns(params.factors)
    leaks, placed = leaks_of_table(
        table, read_table(source.labels), factors, dynamic=coupled, exclude=params.exclude
    )
    refuse_leaks(leaks, accepted=params.accepted, where=params.table)
    decisions = [decide_on_leaks(leaks, accepted=params.accepted, placed=placed)]
    write_json(
        snakemake.output.leaks,
        {"placed": placed, "factors": [asdict(leak) for leak in leaks], "decisions": decisions},
    )

    predictors = encode_factors(table, factors, dynamic=coupled, exclude=params.exclude)
    samples = read_table(source.samples)
    training = sample_values(predictors, samples)[(samples["split"] == "training").to_numpy()]
    found = diagnose(training, predictors.factor_of)
    dynamic = {factor.name for factor in factors if factor.dynamic}
    dropped = (
        factors_to_drop(
            training, predictors.factor_of, sorted(dynamic & set(predictors.factors)), max_vif=params.max_vif
        )
        if params.drop_collinear
        else []
    )
    record = collinearity_record(found, dropped, max_vif=params.max_vif)
    area = (
        table.set_index("unit_id")["area_m2"].reindex(predictors.values.index) if "area_m2" in table else None
    )
    telling = area_columns(predictors, area, seed=params.seed)
    record["unit_size"] = telling
    record["decisions"] = [
        decide_on_predictors(training, predictors.factor_of, dropped),
        decide_on_area(telling, seen=[factor.name for factor in factors if coupled and not factor.dynamic]),
    ]
    write_json(snakemake.output.record, record)
    write_table(snakemake.output.table, found.factors)
    write_table(snakemake.output.area, area_table(telling))
    log.info(
        f"largest condition index {found.condition_index:.3g}; variance inflation above {params.max_vif:g}: "
        f"{', '.join(record['high_vif']) or 'none'}; left out: {', '.join(dropped) or 'none'}"
    )


if __name__ == "__main__":
    run_step(main, snakemake)
