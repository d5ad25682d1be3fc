"""Tabulate where a model is right and wrong on units that it was not trained on, and what thresholds of the index do."""

import geopandas
import numpy as np
import pandas as pd

from scarpwatch.factors.factor import read_columns
from scarpwatch.files.geopackages import write_geopackage
from scarpwatch.files.json_files import read_json, write_json
from scarpwatch.files.records import read_table, write_table
from scarpwatch.learning.evaluation.outcomes import describe_errors, groups_of, spread_by_index, unit_outcomes
from scarpwatch.learning.map_layers import error_layer, shape_of
from scarpwatch.learning.metrics.curve_bands import banded_curves
from scarpwatch.learning.metrics.group_skill import skill_of_groups
from scarpwatch.learning.metrics.thresholds import threshold_table
from scarpwatch.learning.predictors.features import join_factors
from scarpwatch.learning.samples.designs import headline_of
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    source, output, params = snakemake.input, snakemake.output, snakemake.params
    deformation = read_table(source.deformation) if source.deformation else None
    table = join_factors(read_table(source.static), deformation)
    every = read_table(source.out_of_fold)
    design = headline_of(list(dict.fromkeys(every["design"])))
    scored = every[every["design"] == design]
    metrics, units = read_json(source.metrics), table.set_index("unit_id")
    prevalence, threshold = metrics["prevalence"]["share"], metrics["validation"]["threshold"]
    rng = np.random.default_rng([params.seed, 23])

    outcomes = unit_outcomes(scored, table, threshold=threshold)
    write_table(output.units, outcomes)
    places = geopandas.read_file(source.polygons)[
        lambda frame: [c for c in frame if c in ("unit_id", "geometry")]
    ]
    names = snakemake.wildcards.algorithm, snakemake.wildcards.assessment
    layer = error_layer(*names, shape=shape_of(places))
    write_geopackage(places.merge(outcomes, on="unit_id"), output.polygons, layer=layer)
    record = describe_errors(outcomes, threshold=threshold, rng=rng)
    classes = skill_of_groups(scored, groups_of(table, read_columns(params.factors)))
    write_table(output.groups, classes)
    told = {"design": design, "repeats": int(scored["repeat"].nunique()), **record}
    write_json(output.record, {**told, "class_skill": classes.to_dict("records")})

    index = read_table(source.scores).set_index("unit_id")["score"]
    area = units["area_m2"].reindex(index.index) if "area_m2" in units else None
    thresholds = threshold_table(
        scored, index, area, prevalence=prevalence, stated=threshold, cost_ratios=params.cost_ratios
    )
    write_table(output.thresholds, thresholds)
    write_table(output.curves, banded_curves(scored, prevalence=prevalence, rng=rng))
    spread = read_table(source.reliability).set_index("unit_id")["score_std"].reindex(index.index)
    write_table(output.spread, spread_by_index(index, spread))

    log.info(f"folds {design}: " + ", ".join(f"{name} {count}" for name, count in record["counts"].items()))
    moran = record["morans_i"]
    if pd.notna(moran["i"]):
        log.info(
            f"Moran's I of the residuals {moran['i']:.3f} ({moran['expected']:.3f} expected), p = {moran['p_value']:.3f}"
        )


if __name__ == "__main__":
    run_step(main, snakemake)
