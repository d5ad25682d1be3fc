"""Geocode rate, cumulative deformation and quality to the analysis grid, and check the registration."""

from contextlib import ExitStack

import numpy as np

from scarpwatch.files.json_files import read_json, write_json
from scarpwatch.grids.grid import read_raster
from scarpwatch.grids.products import new_product
from scarpwatch.insar.output.geocoding import register, registration_record
from scarpwatch.insar.output.map_layers import MEASURED, map_kinds, map_layers, read_quality
from scarpwatch.insar.output.quality_record import product_tags
from scarpwatch.insar.output.resampling import choose_method, map_blocks
from scarpwatch.insar.series.file import open_series
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    given = snakemake.input
    with open_series(given.velocity) as velocity:
        source = velocity.grid
        layers = {name: velocity.layer(layer) for name, (layer, _, _) in MEASURED.items()}
    quality, record = read_quality(given.quality_mask), read_json(given.quality)
    dem, target = read_raster(given.dem)
    height, _ = read_raster(given.height)
    distorted = read_raster(given.mask[0])[0] > 0 if given.mask else None
    position = [read_raster(path)[0] for path in given.position]
    method, decision = choose_method(source, target, position, snakemake.params.resampling)
    tags = {
        **snakemake.params.provenance,
        **product_tags(record, given.quality),
        "ASSESSMENT": snakemake.wildcards.until,
    }
    kinds = map_kinds(quality.names, tags)
    on_map, covered = np.empty(target.shape, np.float32), 0
    with ExitStack() as files:
        writers = {
            name: files.enter_context(new_product(snakemake.output[name], target, **kind))
            for name, kind in kinds.items()
        }
        for window, place in map_blocks(source, target, position, distorted, method=method):
            maps = map_layers(layers, quality, place, dem[window.toslices()])
            for name, values in maps.items():
                writers[name].write(values, 1, window=window)
            covered += int(np.count_nonzero(np.isfinite(maps["rate"])))
            on_map[window.toslices()] = place(height)
    check = register(on_map, dem)
    report = {
        **registration_record(check, covered, int(np.count_nonzero(np.isfinite(dem))), where=given.velocity),
        "resampling": method,
        "decisions": [decision],
    }
    log.info(report)
    write_json(snakemake.output.registration, report)


if __name__ == "__main__":
    run_step(main, snakemake)
