"""The correction of a series file: what it is fitted with, its windows one by one, and what is kept of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from scarpwatch.files.json_files import decode, encode
from scarpwatch.insar.corrections.chain import Chain, Corrected, Setting, apply_chain
from scarpwatch.insar.corrections.earned_ramps import ramp_decision
from scarpwatch.insar.corrections.motion_decisions import (
    cycle_decisions,
    cycles_dropped,
    dem_error_decision,
    step_decisions,
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
from scarpwatch.insar.network.tied_baselines import tie_baselines
from scarpwatch.insar.reference.record import reference_of
from scarpwatch.insar.series.file import SeriesFile
from scarpwatch.insar.series.noise import date_levels
from scarpwatch.insar.series.sample import Read, trusted_pixels


class Plan(NamedTuple):
    """What a series is corrected with.

    Attributes
    ----------
    motion : section ``velocity`` of the config, as plain values, with the time of day of the images
    trusted : array (rows, columns), pixels that the corrections may be fitted to
    numbers : array (rows, columns), of the pixels' patterns of subsets
    common : the pattern that the trusted pixels share
    doubted : pairs (reference, secondary) whose baselines were not used
    """

    setting: Setting
    motion: Mapping[str, Any]
    trusted: NDArray[np.bool_]
    numbers: NDArray[np.int32]
    common: int
    doubted: Sequence[tuple[str, str]]


def plan_correction(
    raw: SeriesFile,
    network: Sequence[Mapping[str, Any]],
    motion: Mapping[str, Any],
    height: NDArray[np.floating],
    ground: NDArray[np.floating],
    *,
    min_temporal_coherence: float,
    aspect: float,
    cell: tuple[float, float],
    where: str,
) -> Plan:
    """What a series is corrected with, from the series and the table of its network.

    Parameters
    ----------
    network : rows of :func:`~scarpwatch.insar.network.table.read_network`
    motion, height, ground, aspect, cell : as :class:`Plan` and :class:`~scarpwatch.insar.corrections.chain.Setting`
        have them
    where : the file, for messages

    Raises
    ------
    DataError
        If the dates do not determine the motion model, no pixel is trusted, or the best pixels tell no rate.
    """
    design = motion_design(raw.dates, motion)
    require_dates(design, where)
    pairs = [(row["reference"], row["secondary"], row["perpendicular_baseline_m"]) for row in network]
    tied = tie_baselines(pairs)
    used = [pair[:2] for pair, row in zip(pairs, network, strict=True) if row["used"]]
    of_date = baselines_of_parts(tied.of_date, pairs, used)
    trusted = trusted_pixels(raw, min_temporal_coherence)
    numbers, patterns = raw.pattern(), raw.patterns
    common = common_pattern(numbers, trusted)
    require_known(fits_of_patterns(design, patterns, motion)(common), where)
    setting = Setting(
        np.column_stack([design, free_offsets(patterns.labels(common))]),
        np.array([of_date[day] for day in raw.dates]),
        height,
        ground,
        reference_of(raw.attributes, where),
        aspect,
        cycles_to_judge(raw.dates, motion),
        tied.fault,
        cell,
    )
    return Plan(setting, motion, trusted, numbers, common, tied.doubted)


def corrected_attributes(raw: SeriesFile, plan: Plan, chain: Chain) -> dict[str, Any]:
    """Attributes of the corrected file: those of the raw one, the corrections, the motion model and the baselines."""
    attributes = {
        **raw.attributes,
        "corrections": encode(chain.summary["applied"]),
        **motion_attributes(plan.motion, cycles_dropped(raw.dates, plan.motion, chain.cycles)),
    }
    if chain.dem_error:
        attributes["baselines_m"] = encode(plan.setting.baselines.tolist())
    return attributes


def window_corrector(
    raw: SeriesFile, plan: Plan, chain: Chain, delays: Read | None, *, corrections: Mapping[str, Any]
) -> Callable[[Window], Corrected]:
    """Function of a window that gives the corrected series there, with pixels of disconnected subsets by their own patterns.

    Parameters
    ----------
    delays : function of a window, giving the apparent displacement (m) by tropospheric delays there
    corrections : section ``corrections`` of the config, as plain values; ``join_subsets`` says how a series goes on
        across a gap, as in :func:`~scarpwatch.insar.motion.subsets.joining`
    """
    join = corrections.get("join_subsets", FITTED)
    motion = decode(corrected_attributes(raw, plan, chain)[MOTION_MODEL])
    baselines = plan.setting.baselines if chain.dem_error else None
    design = motion_design(raw.dates, motion)
    fit = fits_of_patterns(design, raw.patterns, plan.motion, baselines=baselines)
    subsets = SubsetSeries(plan.numbers, plan.common, fit, raw.years, join)

    def corrected(window: Window) -> Corrected:
        given = raw.displacement(window)
        given = given if delays is None else given - delays(window)
        part = apply_chain(chain, plan.setting, given, window)
        subsets.correct(part, chain, plan.setting, given, window)
        return part

    if subsets.others:
        full = fit(plan.common).design
        subsets.levels = date_levels(lambda window: corrected(window).series, plan.trusted, full)
    return corrected


def correction_record(raw: SeriesFile, plan: Plan, chain: Chain) -> dict[str, Any]:
    """What was done and found, and what was decided about cycles, steps, ramps and the DEM error."""
    decisions = cycle_decisions(raw.dates, plan.motion, chain.cycles)
    decisions += step_decisions(raw.dates, plan.motion)
    decisions += ramp_decision(chain.summary)
    decisions += dem_error_decision(chain.summary, plan.doubted)
    return {"dates": raw.dates, **chain.summary, "decisions": decisions}
