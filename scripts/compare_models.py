"""Test, for each algorithm, whether deformation adds skill: on held-out units, parts of them and other splits."""

import json
from pathlib import Path

import numpy as np
import pandas as pd

from scarpwatch.files.records import read_table, write_json, write_table
from scarpwatch.learning.algorithms.models import make_model
from scarpwatch.learning.evaluation.comparison import compare_models, compare_part, repeat_comparison
from scarpwatch.learning.predictors.features import (
    dynamic_columns,
    encode_factors,
    join_factors,
    monotone_columns,
)
from scarpwatch.learning.training import sample_values
from scarpwatch.workflow.logs import run_step


def main(snakemake) -> None:
    params = snakemake.params
    samples = read_table(snakemake.input.samples).sort_values("unit_id", ignore_index=True)
    table = join_factors(read_table(snakemake.input.factors), read_table(snakemake.input.deformation))
    drawn = table.set_index("unit_id").loc[samples["unit_id"]]
    truth = samples["landslide"].to_numpy().astype(bool)
    held = (samples["split"] == "validation").to_numpy()
    moving = dynamic_columns(drawn)
    parts = {"covered": drawn[moving].notna().any(axis=1).to_numpy()}
    if "slope" in drawn:
        parts["without_flats"] = (drawn["slope"] >= params.flat_below_deg).to_numpy()
    # Chosen among the training units without their labels; none unless the config asks for it.
    collinear = json.loads(Path(snakemake.input.collinearity).read_text(encoding="utf-8"))["dropped"]
    exclude = [*params.exclude, *collinear]
    encoded = [encode_factors(table, dynamic=dynamic, exclude=exclude) for dynamic in (False, True)]
    static, coupled = (sample_values(predictors, samples) for predictors in encoded)
    constraints = monotone_columns(encoded[1].factor_of, params.monotone)
    splits = {"random_splits": None}
    if {"x", "y"} <= set(drawn) and np.isfinite(drawn[["x", "y"]]).all(axis=None):
        splits["spatial_blocks"] = drawn[["x", "y"]].to_numpy()

    def compare(algorithm, *paths):
        first, second = (
            read_table(path).set_index("unit_id")["score"].loc[samples["unit_id"][held]].to_numpy()
            for path in paths
        )
        row = {"algorithm": algorithm, **compare_models(truth[held], first, second)}
        for name, part in parts.items():
            row[name] = compare_part(truth[held], first, second, part[held])
        for name, xy in splits.items():
            row[name] = repeat_comparison(
                lambda: make_model(
                    algorithm,
                    seed=params.seed,
                    trees=params.trees,
                    balanced=params.class_weights == "balanced",
                    monotone=constraints,
                ),
                static,
                coupled,
                truth,
                folds=params.folds,
                repeats=params.repeats,
                seed=params.seed,
                xy=xy,
                groups=samples.get("group"),
            )
        return row

    triples = zip(params.algorithms, snakemake.input.static, snakemake.input.coupled, strict=True)
    rows = [compare(*triple) for triple in triples]
    record = {
        "until": snakemake.wildcards.until,
        "units": int(held.sum()),
        "positives": int(truth[held].sum()),
        "level": 0.95,
        "test": "paired DeLong test on the validation units, coupled minus static",
        "covered": "the same on the units with a deformation measurement",
        "without_flats": f"the same on the units of at least {params.flat_below_deg:g} degrees",
        "splits": f"{params.repeats} x {params.folds}-fold cross-validation of untuned models of"
        f" {params.trees} trees; corrected resampled t-test (Nadeau and Bengio 2003)",
        "models": rows,
    }
    write_json(snakemake.output.record, record)
    write_table(snakemake.output.table, pd.json_normalize(rows, sep="_"))
    for row in rows:
        print(f"{row['algorithm']}: {row['words']} Covered units: {row['covered']['words']}")
        print(*(f"  {name}: {row[name]['words']}\n" for name in splits), sep="", end="")


if __name__ == "__main__":
    run_step(main, snakemake)
