"""Geocode rate, cumulative deformation and quality to the analysis grid, and check the registration."""

import numpy as np
from numpy.typing import NDArray

from scarpwatch.files.json_files import read_json, write_json
from scarpwatch.grids.grid import read_raster
from scarpwatch.grids.products import write_product
from scarpwatch.insar.output.geocoding import register, registration_record
from scarpwatch.insar.output.map_classes import NO_RATE, OUTSIDE, REMARKED
from scarpwatch.insar.output.quality_mask import read_remarks, read_removed, reasons_on_map
from scarpwatch.insar.output.quality_record import product_tags
from scarpwatch.insar.output.quality_remarks import put_codes, remark_codes
from scarpwatch.insar.output.resampling import choose_method, measured_to_map, to_map
from scarpwatch.insar.series.file import read_series
from scarpwatch.workflow.logs import Step, log, run_step

PRODUCTS = {  # output name: (layer, factor from metres, units)
    "rate": ("rate", 100, "cm/yr"),
    "rate_sigma": ("sigma", 100, "cm/yr"),
    "cumulative": ("cumulative", 100, "cm"),
    "temporal_coherence": ("temporal_coherence", 1, "1"),
}


def main(snakemake: Step) -> None:
    velocity, source = read_series(snakemake.input.velocity)
    removed = read_removed(snakemake.input.quality_mask)
    dem, target = read_raster(snakemake.input.dem)
    height, _ = read_raster(snakemake.input.height)
    layover = snakemake.input.mask
    position = [read_raster(path)[0] for path in snakemake.input.position]
    distorted = read_raster(layover[0])[0] > 0 if layover else None
    method, decision = choose_method(source, target, position, snakemake.params.resampling)
    place = to_map(source, target, position, distorted, method=method)
    on_map = measured_to_map(place, removed, dem)
    tags = {
        **snakemake.params.provenance,
        **product_tags(read_json(snakemake.input.quality), snakemake.input.quality),
        "ASSESSMENT": snakemake.wildcards.until,
    }
    codes = remark_codes(read_remarks(snakemake.input.quality_mask))

    def product(name: str) -> NDArray[np.float32]:
        layer, factor, _ = PRODUCTS[name]
        return (factor * on_map(velocity[layer].values)).astype(np.float32)

    rate = product("rate")
    covered = np.isfinite(rate)
    for name, (_, _, units) in PRODUCTS.items():
        values = rate if name == "rate" else product(name)
        write_product(
            snakemake.output[name],
            values,
            target,
            description=f"{name} ({units})",
            tags={**tags, "UNITS": units},
        )
    remarks = put_codes(codes, removed, place, covered)
    write_product(
        snakemake.output.remark,
        remarks,
        target,
        nodata=NO_RATE,
        description="remark",
        tags=tags,
        classes=REMARKED,
    )
    reasons, named = reasons_on_map(snakemake.input.quality_mask, place, covered, np.isfinite(dem))
    write_product(
        snakemake.output.reasons, reasons, target, nodata=OUTSIDE, description="why there is no rate", tags=tags,
        classes=named,
    )  # fmt: skip
    check = register(place(height), dem)
    report = {
        **registration_record(check, covered, dem, where=snakemake.input.velocity),
        "resampling": method,
        "decisions": [decision],
    }
    log.info(report)
    write_json(snakemake.output.registration, report)


if __name__ == "__main__":
    run_step(main, snakemake)
