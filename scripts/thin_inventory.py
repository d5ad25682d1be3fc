"""Train a model again without landslides that an inventory may lack, and tell how far the map moves."""

from functools import partial
from pathlib import Path

import pandas as pd

from scarpwatch.errors import DataError
from scarpwatch.factors.factor import read_columns
from scarpwatch.files.csv_tables import read_csv
from scarpwatch.files.json_files import read_json
from scarpwatch.files.records import read_table, write_table
from scarpwatch.learning.algorithms.models import make_model
from scarpwatch.learning.evaluation.thinning import thin_landslides, thinning_words
from scarpwatch.learning.predictors.features import encode_factors, join_factors, monotone_columns
from scarpwatch.learning.predictors.sample_values import draw_values
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    source, params, algorithm = snakemake.input, snakemake.params, snakemake.params.algorithm["load"]
    deformation = read_table(source.deformation) if source.deformation else None
    table, factors = join_factors(read_table(source.static), deformation), read_columns(params.factors)
    factor_of = read_json(Path(source.model) / "columns.json")
    predictors = encode_factors(table, factors, dynamic=deformation is not None)
    drawn = draw_values(table, predictors, read_table(source.samples))
    columns, units = list(factor_of), table.set_index("unit_id")
    ground = predictors.values[columns].dropna(how="all")
    breaks = read_csv(source.classes)["upper"].iloc[:-1].tolist()
    make = partial(
        make_model,
        algorithm,
        n_jobs=snakemake.threads,
        trees=params.trees,
        balanced=params.class_weights == "balanced",
        monotone=monotone_columns(factor_of, params.monotone),
        parameters=(read_json(source.metrics)["tuning"] or {}).get("parameters", {}),
        members=params.members,
    )
    parts = []
    for name in params.thinning["factors"]:
        column = next(factor.main_column for factor in factors if factor.name == name)
        training = drawn.values[drawn.training]
        try:
            found = thin_landslides(
                lambda seed: make(seed=seed),
                training[columns],
                drawn.truth[drawn.training],
                units[column].reindex(training.index),
                (drawn.values.loc[~drawn.training, columns], drawn.truth[~drawn.training]),
                ground,
                units[column].reindex(ground.index),
                breaks=breaks,
                area=units["area_m2"].reindex(ground.index) if "area_m2" in units else None,
                share=params.thinning["share"],
                seeds=[params.seed + number for number in range(params.thinning["seeds"])],
            )
        except ValueError as error:
            raise DataError(
                f"models.thinning, {name}", str(error), "Raise models.thinning.share, or leave it out."
            ) from error
        parts.append(found.assign(factor=name))
        log.info(f"{name}: {thinning_words(found)}")
    whole = pd.concat(parts, ignore_index=True)
    write_table(snakemake.output.table, whole[["factor", *whole.columns.drop("factor")]])


if __name__ == "__main__":
    run_step(main, snakemake)
