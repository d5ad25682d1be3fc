"""Mask pixels by the criteria of section quality; write the mask and the quality of the pixels left."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from scarpwatch.files.json_files import write_json
from scarpwatch.grids.grid import Grid, read_raster, read_tags, write_raster
from scarpwatch.insar.output.quality_mask import (
    judge,
    mask_bands,
    remarks,
    require_measured,
    series_layers,
)
from scarpwatch.insar.output.quality_record import mask_record, view_record
from scarpwatch.insar.reference.record import place_in_words, reference_of
from scarpwatch.insar.series.file import open_series
from scarpwatch.workflow.logs import Step, log, run_step


def read_layers(source: Any) -> tuple[dict[str, NDArray[Any]], list[str], Grid, dict[str, Any]]:
    """What the criteria judge, and dates, grid and attributes of the series and its rate."""
    with open_series(source.series) as series, open_series(source.velocity) as velocity:
        layers = series_layers(series, velocity)
        dates, grid, attributes = series.dates, series.grid, {**series.attributes, **velocity.attributes}
    if source.closure:
        layers["nonzero_closure"] = read_raster(source.closure)[0]
        for band, name in enumerate(("phase_bias", "phase_bias_sigma"), start=1):
            layers[name] = read_raster(source.phase_bias, band)[0]
    if source.mask:
        layers["layover_shadow"] = read_raster(source.mask[0])[0]
    return layers, dates, grid, attributes


def main(snakemake: Step) -> None:
    layers, dates, grid, attributes = read_layers(snakemake.input)
    needed = len(dates) - 1 if snakemake.params.if_disconnected == "stop" else None
    judged = judge(layers, snakemake.params.quality, full_rank=needed)
    require_measured(judged, snakemake.output.mask)
    remarked = remarks(layers, judged)
    bands, names = mask_bands(judged, remarked)
    tags = {"MEANING": "1: removed by the criterion, or holding, as the band is named; 0: not", "UNITS": "1"}
    tags["REFERENCE"] = place_in_words(reference_of(attributes, snakemake.input.series))
    write_raster(snakemake.output.mask, bands, grid, descriptions=names, tags=tags)
    seen = layers["pairs"] > 0 if "pairs" in layers else np.isfinite(layers["rate"])
    area = np.isfinite(read_raster(snakemake.input.height)[0]) | seen
    quality = mask_record(
        layers, dates, judged, remarked, area, attributes,
        minimum=snakemake.params.quality["min_temporal_coherence"],
        subsets_removed=needed is not None,
    )  # fmt: skip
    quality["view"] = view_record(read_tags(snakemake.input.height))
    for row in quality["criteria"]:
        limit = row["limit"] or "not applied"
        log.info(f"{row['name']} ({limit}): removes {row['share']:.2%}, by itself {row['only_share']:.2%}")
    log.info(f"{quality['measured_share']:.1%} of the pixels are left")
    write_json(snakemake.output.quality, quality)


if __name__ == "__main__":
    run_step(main, snakemake)
