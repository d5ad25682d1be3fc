"""Export series, rate and geometry on the analysis grid to files that MintPy reads."""

import numpy as np

from scarpwatch.conventions import DISPLACEMENT_OF_APPROACH
from scarpwatch.files.json_files import read_json
from scarpwatch.grids.grid import read_grid, read_raster, read_tags
from scarpwatch.insar.network.table import read_network
from scarpwatch.insar.network.tied_baselines import baselines_at
from scarpwatch.insar.output.mintpy_export import file_attributes, write_layers, write_timeseries
from scarpwatch.insar.output.quality_mask import read_removed
from scarpwatch.insar.output.resampling import choose_method, measured_to_map, to_map
from scarpwatch.insar.series.file import open_series
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    source, output = snakemake.input, snakemake.output
    dem, target = read_raster(source.dem)
    removed = read_removed(source.quality_mask)
    distorted = read_raster(source.mask[0])[0] > 0 if source.mask else None
    own, position = read_grid(source.quality_mask), [read_raster(path)[0] for path in source.position]
    method, _ = choose_method(own, target, position, snakemake.params.resampling)
    project = to_map(own, target, position, distorted, method=method)
    place = measured_to_map(project, removed, dem)
    heading = read_tags(source.incidence).get("HEADING_DEG") if source.incidence else None
    network = read_network(source.network) if source.network else []
    with open_series(source.series) as series:
        attributes = file_attributes(
            target,
            series.dates,
            wavelength=float(series.attributes["wavelength_m"]),
            reference=read_json(source.quality)["reference"],
            heading_deg=None if heading is None else float(heading),
        )
        baselines, fault = baselines_at(network, series.dates)
        if fault:
            log.warning(f"the files have no baselines: {fault}")
        maps = (place(series.at_date(number)) for number in range(len(series.dates)))
        known = np.array(baselines) if np.isfinite(baselines).all() else None
        write_timeseries(output.timeseries, maps, series.dates, attributes, baselines=known)
    with open_series(source.velocity) as velocity:
        rate = DISPLACEMENT_OF_APPROACH * velocity.layer("rate")  # MintPy's sign
        layers = {"velocity": place(rate), "velocityStd": place(velocity.layer("sigma"))}
    write_layers(output.velocity, layers, attributes, kind="velocity", unit="m/year")
    geometry = {"height": dem.astype(np.float32)}
    if source.incidence:
        geometry["incidenceAngle"] = np.rad2deg(project(read_raster(source.incidence)[0]))
    if source.slant_range:
        geometry["slantRangeDistance"] = project(read_raster(source.slant_range)[0])
    write_layers(output.geometry, geometry, attributes, kind="geometry", unit="m")
    share = np.isfinite(layers["velocity"]).mean()
    log.info(f"{share:.1%} of {target.shape[0]} x {target.shape[1]} cells have a rate")
    if "REF_Y" not in attributes:
        log.warning("the reference lies outside the analysis grid: the files name none")


if __name__ == "__main__":
    run_step(main, snakemake)
