"""Simulate one date of the demo's SAR stack: a coregistered SLC in radar geometry, not flattened."""

import rasterio

from scarpwatch.dates import parse_date
from scarpwatch.grids.grid import Grid, write_raster
from scarpwatch.simulate.acquisition import Acquisition
from scarpwatch.simulate.stack import demo_atmosphere, header, open_scene, simulate_slc
from scarpwatch.workflow.logs import Step, run_step

COUNTS = 2000.0  # integer counts per unit of amplitude, as in real SLC products


def main(snakemake: Step) -> None:
    demo, looks = snakemake.params.demo, tuple(snakemake.params.looks)
    scene = open_scene(snakemake.input.ground, demo, looks, snakemake.params.seed)
    perpendicular, parallel = snakemake.params.baselines
    day = parse_date(snakemake.wildcards.date)
    delay = demo_atmosphere(scene, day, demo)
    orbit, fading = Acquisition(day, perpendicular, parallel), demo["fading_mm_per_year"] / 1000
    image = simulate_slc(scene, orbit, delay, fading_m_per_year=fading) * COUNTS
    write_raster(
        snakemake.output.scene,
        image,
        Grid(None, rasterio.Affine.identity(), image.shape),
        dtype="complex_int16",
        nodata=0,
        tags={
            **header(),
            "DATE": snakemake.wildcards.date,
            "PERPENDICULAR_BASELINE_M": perpendicular,
            "PARALLEL_BASELINE_M": parallel,
        },
        compress="none",
    )


if __name__ == "__main__":
    run_step(main, snakemake)
