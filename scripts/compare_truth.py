"""Compare the demo's deformation rate with its truth, beside the rate from the true unwrapped phase."""

import datetime

import numpy as np

from scarpwatch.files.finished import atomic_path
from scarpwatch.files.json_files import decode, read_json, to_text, write_json
from scarpwatch.grids.grid import read_raster
from scarpwatch.insar.network.table import read_network, used_files
from scarpwatch.insar.output.quality_mask import read_removed
from scarpwatch.insar.series.file import read_series
from scarpwatch.simulate.acquisition import Acquisition
from scarpwatch.simulate.assessment import assess_rate, rate_from_true_phase
from scarpwatch.simulate.stack import open_scene, read_truth, true_series
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    params = snakemake.params
    velocity, _ = read_series(snakemake.input.velocity)
    removed = read_removed(snakemake.input.quality_mask)
    velocity["rate"].values[removed] = np.nan
    scene = open_scene(snakemake.input.ground, params.demo, tuple(params.looks), params.seed)
    truth = read_truth(snakemake.input.truth)
    acquisitions = [
        Acquisition(datetime.date.fromisoformat(day), *baselines) for day, baselines in params.orbits
    ]
    displacement = true_series(scene, truth, acquisitions, params.demo)
    # The same motion model and DEM error as decided for the rate, or the two would differ by more than their phases.
    dem_error = "always" if "dem_error" in decode(velocity.attrs["corrections"]) else False
    network = read_network(snakemake.input.network)
    ideal = rate_from_true_phase(
        displacement,
        acquisitions,
        used_files(network, snakemake.input.unwrapped),
        used_files(network, snakemake.input.coherence),
        velocity,
        geometry=[read_raster(snakemake.input[name])[0] for name in ("height", "slant_range", "incidence")],
        weights=params.weights,
        corrections={**params.corrections, "dem_error": dem_error},
        motion=decode(velocity.attrs["motion_model"]),
    )
    quality = read_json(snakemake.input.quality)
    figures = assess_rate(
        velocity["rate"].values,
        ideal,
        truth["rate"],
        trusted=~removed,
        offset_sigma=quality["reference_offset_sigma_cm_per_year"] / 100,
        sigma=velocity["sigma"].values,
    )
    log.info(to_text(figures.summary))
    write_json(snakemake.output.summary, figures.summary)
    with atomic_path(snakemake.output.sample) as temporary:
        np.savez(temporary, true=figures.true, estimated=figures.estimated)


if __name__ == "__main__":
    run_step(main, snakemake)
