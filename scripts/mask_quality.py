"""Judge every pixel by the criteria of section quality; write the mask and what is left of the scene."""

import numpy as np

from scarpwatch.files.json_files import write_json
from scarpwatch.grids.grid import read_raster, read_tags, write_raster
from scarpwatch.insar.output.quality_mask import (
    judge,
    mask_bands,
    remarks,
    removal_table,
    removed_by_any,
    require_measured,
)
from scarpwatch.insar.output.quality_record import quality_record
from scarpwatch.insar.output.quality_remarks import (
    subset_decision,
    subset_record,
    surplus_decision,
    surplus_record,
)
from scarpwatch.insar.reference.record import place_in_words, reference_of
from scarpwatch.insar.series.file import open_series
from scarpwatch.workflow.logs import run_step

PAIR_LAYERS = (
    "pairs", "rank", "temporal_coherence", "noise_coherence", "residual_rms", "dates", "subset_pattern",
)  # fmt: skip


def read_layers(source):
    """What the criteria judge, and dates, reference and offset sigma of the series."""
    with open_series(source.series) as series:
        layers = {name: series.layer(name) for name in PAIR_LAYERS if name in series.units}
        dates, grid, attributes = series.dates, series.grid, series.attributes
    if not np.isfinite(layers["temporal_coherence"]).any():  # a series that came without it
        del layers["temporal_coherence"]
    with open_series(source.velocity) as velocity:
        layers |= {name: velocity.layer(name) for name in ("rate", "sigma")}
        attributes = {**attributes, **velocity.attributes}
    if source.closure:
        layers["nonzero_closure"] = read_raster(source.closure)[0]
        layers["phase_bias"], layers["phase_bias_sigma"] = (
            read_raster(source.phase_bias, band)[0] for band in (1, 2)
        )
    if source.mask:
        layers["layover_shadow"] = read_raster(source.mask[0])[0]
    return layers, dates, grid, attributes


def main(snakemake):
    layers, dates, grid, attributes = read_layers(snakemake.input)
    needed = len(dates) - 1 if snakemake.params.if_disconnected == "stop" else None
    judged = judge(layers, snakemake.params.quality, full_rank=needed)
    require_measured(judged, snakemake.output.mask)
    remarked = remarks(layers, judged)
    bands, names = mask_bands(judged, remarked)
    tags = {"MEANING": "1: removed by the criterion, or holding, as the band is named; 0: not", "UNITS": "1"}
    tags["REFERENCE"] = place_in_words(reference_of(attributes, snakemake.input.series))
    write_raster(snakemake.output.mask, bands, grid, descriptions=names, tags=tags)
    measured = ~removed_by_any(judged)
    seen = layers["pairs"] > 0 if "pairs" in layers else np.isfinite(layers["rate"])
    area = np.isfinite(read_raster(snakemake.input.height)[0]) | seen
    criteria = removal_table(judged, area)
    quality = {**quality_record(layers, dates, measured, area, attributes), "criteria": criteria}
    minimum, robust = snakemake.params.quality["min_temporal_coherence"], attributes.get("robust") == "l1"
    subsets = subset_record(layers, remarked, attributes)
    surplus = surplus_record(layers, remarked, minimum, robust=robust)
    quality |= {name: part for name, part in (("subsets", subsets), ("surplus", surplus)) if part}
    quality["decisions"] = [
        *quality.get("decisions", []),
        *subset_decision(subsets, removed=needed is not None),
        *surplus_decision(surplus, minimum),
    ]
    tags = read_tags(snakemake.input.height)
    heading = float(tags.get("HEADING_DEG", "nan"))
    quality["view"] = {
        "sensor": tags.get("SENSOR", ""),
        "heading_deg": heading if np.isfinite(heading) else None,
    }
    for row in criteria:
        limit = row["limit"] or "not applied"
        print(f"{row['name']} ({limit}): removes {row['share']:.2%}, by itself {row['only_share']:.2%}")
    print(f"{quality['measured_share']:.1%} of the pixels are left")
    write_json(snakemake.output.quality, quality)


if __name__ == "__main__":
    run_step(main, snakemake)
