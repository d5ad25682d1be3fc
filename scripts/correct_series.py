"""Correct the displacement series: known delays, ramp and height-correlated delay, DEM error; block by block."""

import numpy as np
from rasterio.windows import Window

from scarpwatch.files.json_files import decode, encode, write_json
from scarpwatch.grids.grid import read_raster, read_tags, row_blocks
from scarpwatch.insar.corrections.chain import Setting, apply_chain, fit_chain
from scarpwatch.insar.corrections.delays import Delays
from scarpwatch.insar.corrections.earned_ramps import ramp_decision
from scarpwatch.insar.corrections.motion_decisions import (
    ACQUISITION_TIME,
    cycle_decisions,
    cycles_dropped,
    dem_error_decision,
    step_decisions,
    with_time,
)
from scarpwatch.insar.corrections.subset_series import SubsetSeries, baselines_of_parts
from scarpwatch.insar.motion.model import (
    MOTION_MODEL,
    cycles_to_judge,
    motion_attributes,
    motion_design,
    require_dates,
)
from scarpwatch.insar.motion.subsets import (
    FITTED,
    common_pattern,
    fits_of_patterns,
    free_offsets,
    require_known,
)
from scarpwatch.insar.network.table import read_network
from scarpwatch.insar.network.tied_baselines import tie_baselines
from scarpwatch.insar.output.geocoding import aspect_on_ground, cell_size_on_ground, positions
from scarpwatch.insar.reference.record import reference_of
from scarpwatch.insar.series.file import create_series, open_series
from scarpwatch.insar.series.noise import date_levels
from scarpwatch.insar.series.sample import rows_that_fit, trusted_pixels
from scarpwatch.workflow.logs import run_step


def open_delays(source, settings, grid, incidence, trusted):
    """The delays of the config, or None; refused where they do not cover the trusted pixels."""
    if not source.delays:
        return None
    whole = Window(0, 0, grid.shape[1], grid.shape[0])
    longitude, latitude = positions(whole, grid, *(read_raster(path)[0] for path in source.position))
    delays = Delays(source.delays, longitude, latitude, incidence, direction=settings["direction"])
    delays.require_cover(trusted)
    return delays


def cell_on_ground(grid, position):
    """Height and width of a pixel (m); NaN for radar geometry without its latitude and longitude."""
    if grid.crs is None and not position:
        return np.nan, np.nan
    return cell_size_on_ground(grid, *(read_raster(path)[0] for path in position))


def main(snakemake):
    corrections = snakemake.params.corrections
    height, slant_range, incidence = (
        read_raster(snakemake.input[name])[0] for name in ("height", "slant_range", "incidence")
    )
    with open_series(snakemake.input.series) as raw:
        motion = with_time(
            snakemake.params.velocity, read_tags(snakemake.input.incidence).get(ACQUISITION_TIME)
        )
        design = motion_design(raw.dates, motion)
        require_dates(design, snakemake.input.series)
        rows = read_network(snakemake.input.network)
        pairs = [(row["reference"], row["secondary"], row["perpendicular_baseline_m"]) for row in rows]
        tied = tie_baselines(pairs)
        of_date = baselines_of_parts(
            tied.of_date, pairs, [pair[:2] for pair, row in zip(pairs, rows, strict=True) if row["used"]]
        )
        trusted = trusted_pixels(raw, snakemake.params.min_temporal_coherence)
        numbers, patterns = raw.pattern(), raw.patterns
        common = common_pattern(numbers, trusted)
        require_known(fits_of_patterns(design, patterns, motion)(common), snakemake.input.series)
        setting = Setting(
            np.column_stack([design, free_offsets(patterns.labels(common))]),
            np.array([of_date[day] for day in raw.dates]),
            height,
            slant_range * np.sin(incidence),
            reference_of(raw.attributes, snakemake.input.series),
            aspect_on_ground(raw.grid),
            cycles_to_judge(raw.dates, motion),
            tied.fault,
            cell_on_ground(raw.grid, snakemake.input.position),
        )
        delays = open_delays(snakemake.input, corrections["delays"], raw.grid, incidence, trusted)
        chain = fit_chain(raw.displacement, setting, trusted=trusted, corrections=corrections, delays=delays)
        print(f"corrections applied: {', '.join(chain.summary['applied']) or 'none'}")
        for text in chain.summary["left_out"]:
            print(f"left out: {text}")
        layers = {name: (raw.layer(name).dtype, raw.units[name]) for name in raw.units}
        found = {"dem_error": (np.float32, "m"), "dem_error_sigma": (np.float32, "m")}
        decisions = cycle_decisions(raw.dates, motion, chain.cycles)
        decisions += step_decisions(raw.dates, motion)
        decisions += ramp_decision(chain.summary)
        decisions += dem_error_decision(chain.summary, tied.doubted)
        attributes = {
            **raw.attributes,
            "corrections": encode(chain.summary["applied"]),
            **motion_attributes(motion, cycles_dropped(raw.dates, motion, chain.cycles)),
        }
        if chain.dem_error:
            attributes["baselines_m"] = encode(setting.baselines.tolist())
        dem = setting.baselines if chain.dem_error else None
        design = motion_design(raw.dates, decode(attributes[MOTION_MODEL]))
        fit = fits_of_patterns(design, patterns, motion, baselines=dem)
        subsets = SubsetSeries(numbers, common, fit, raw.years, corrections.get("join_subsets", FITTED))

        def corrected(window):
            given = raw.displacement(window)
            given = given if delays is None else given - delays(window)
            part = apply_chain(chain, setting, given, window)
            subsets.correct(part, chain, setting, given, window)
            return part

        if subsets.others:
            full = fit(common).design
            subsets.levels = date_levels(lambda window: corrected(window).series, trusted, full)
        with create_series(
            snakemake.output.series,
            raw.grid,
            {**layers, **found},
            dates=raw.dates,
            attributes=attributes,
            patterns=patterns,
        ) as write:
            for window in row_blocks(raw.grid.shape, rows_that_fit(raw.grid.shape, len(raw.dates))):
                part = corrected(window)
                blocks = {name: raw.layer(name, window) for name in raw.units}
                blocks |= {"dem_error": part.dem_error, "dem_error_sigma": part.dem_error_sigma}
                write(window, blocks, part.series)
        summary = {"dates": raw.dates, **chain.summary, "decisions": decisions}
    write_json(snakemake.output.summary, summary)


if __name__ == "__main__":
    run_step(main, snakemake)
