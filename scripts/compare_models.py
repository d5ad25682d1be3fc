"""Test, for each algorithm, whether deformation adds predictive skill: on held-out units, parts of them and other splits."""

from math import nan

import pandas as pd

from scarpwatch.factors.factor import read_columns
from scarpwatch.files.json_files import read_json, write_json
from scarpwatch.files.records import read_table, write_table
from scarpwatch.learning.evaluation.added_skill import added_skill
from scarpwatch.learning.predictors.features import join_factors
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    source, params = snakemake.input, snakemake.params
    # Chosen among the training units without their labels; none unless the config asks for it.
    collinear = read_json(source.collinearity)["dropped"]
    triples = zip(params.algorithms, source.static, source.coupled, strict=True)
    record = added_skill(
        join_factors(read_table(source.factors), read_table(source.deformation)),
        read_table(source.samples),
        read_columns(params.factors),
        {each["load"]: (read_table(static), read_table(coupled)) for each, static, coupled in triples},
        folds=params.folds,
        repeats=params.repeats,
        seed=params.seed,
        trees=params.trees,
        flat_below_deg=params.flat_below_deg,
        exclude=[*params.exclude, *collinear],
        monotone=params.monotone,
        balanced=params.class_weights == "balanced",
        members=params.members,
        slope=params.slope,
    )
    rows = record["models"]
    write_json(snakemake.output.record, {"until": snakemake.wildcards.until, **record})
    write_table(snakemake.output.table, pd.json_normalize(rows, sep="_"))
    for row in rows:
        told = {name: part for name, part in row.items() if isinstance(part, dict)}
        for name, part in {"held-out units": row, **told}.items():
            log.info(f"{row['algorithm']}, {name}: {part.get('difference', nan):+.3f}, {part['verdict']}")


if __name__ == "__main__":
    run_step(main, snakemake)
