"""Predict the susceptibility of the units of a ready table by one model: index, class, reliability."""

import pyogrio

from scarpwatch.files.geopackages import write_geopackage
from scarpwatch.files.records import read_table, write_table
from scarpwatch.learning.class_breaks import find_breaks, held_out_scores
from scarpwatch.learning.map_files import held_out_units
from scarpwatch.learning.map_layers import shape_of, susceptibility_layer
from scarpwatch.learning.zoning import class_limits, class_table, density_line, rate_units
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    """Write the units with their places (GeoPackage) and without (CSV), and the table of classes."""
    source, zoning = snakemake.input, snakemake.params.zoning
    scores, held_out = read_table(source.scores), held_out_units(source.samples)
    labels = read_table(source.labels)
    breaks = find_breaks(
        scores["score"],
        zoning["method"],
        zoning["breaks"],
        held=held_out_scores(read_table(source.held_out), labels) if source.held_out else None,
        shares=zoning["landslides_above"],
    )
    units = rate_units(
        pyogrio.read_dataframe(source.units),
        scores,
        labels,
        read_table(source.reliability),
        breaks,
        probability=read_table(source.probability) if source.probability else None,
    )
    factors = read_table(source.factors).set_index("unit_id")
    area = units["unit_id"].map(factors["area_m2"]) if "area_m2" in factors else None
    table = class_table(
        units["class"],
        area,
        units["landslides"],
        breaks,
        held_out=units["unit_id"].isin(held_out),
    )
    layer = susceptibility_layer(
        snakemake.wildcards.algorithm,
        snakemake.wildcards.assessment,
        class_limits(breaks),
        shape=shape_of(units),
    )
    write_geopackage(units, snakemake.output.units, layer=layer)
    write_table(snakemake.output.rows, units.drop(columns="geometry", errors="ignore"))
    write_table(snakemake.output.table, table)
    log.info(f"{snakemake.wildcards.algorithm}: {density_line(table)}")


if __name__ == "__main__":
    run_step(main, snakemake)
