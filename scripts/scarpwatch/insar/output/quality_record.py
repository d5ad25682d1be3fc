"""What is left of a scene after the quality mask, in numbers: the contents of ``quality.json``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scarpwatch.conventions import SIGN
from scarpwatch.dates import iso_date
from scarpwatch.decisions import KEY
from scarpwatch.files.json_files import decode
from scarpwatch.insar.motion.model import MOTION_MODEL
from scarpwatch.insar.output.quality_mask import Judgement, removal_table, removed_by_any
from scarpwatch.insar.output.quality_remarks import (
    subset_decision,
    subset_record,
    surplus_decision,
    surplus_record,
)
from scarpwatch.insar.reference.record import place_in_words, reference_from, reference_of


def mask_record(
    layers: Mapping[str, NDArray[Any]],
    dates: Sequence[str],
    judged: Mapping[str, Judgement],
    remarked: Mapping[str, NDArray[np.bool_]],
    area: NDArray[np.bool_],
    attributes: Mapping[str, Any],
    *,
    minimum: float,
    subsets_removed: bool,
) -> dict[str, Any]:
    """:func:`quality_record` of what the mask leaves, with its criteria, its remarks and the decisions about them.

    Parameters
    ----------
    judged, remarked : of :func:`~scarpwatch.insar.output.quality_mask.judge` and
        :func:`~scarpwatch.insar.output.quality_mask.remarks`
    minimum : the config's lowest temporal coherence
    subsets_removed : whether the mask removes pixels whose dates are in subsets, whatever their rate
    """
    measured, robust = ~removed_by_any(judged), attributes.get("robust") == "l1"
    record = quality_record(layers, dates, measured, area, attributes)
    record["criteria"] = removal_table(judged, area)
    subsets = subset_record(layers, remarked, attributes)
    surplus = surplus_record(layers, remarked, minimum, robust=robust)
    record |= {name: part for name, part in (("subsets", subsets), ("surplus", surplus)) if part}
    record[KEY] = [
        *record.get(KEY, []),
        *subset_decision(subsets, removed=subsets_removed),
        *surplus_decision(surplus, minimum),
    ]
    return record


def quality_record(
    layers: Mapping[str, NDArray[Any]],
    dates: Sequence[str],
    measured: NDArray[np.bool_],
    area: NDArray[np.bool_],
    attributes: Mapping[str, Any],
) -> dict[str, Any]:
    """Numbers of the pixels that are left; those of layers that a series does not have are left out.

    Parameters
    ----------
    layers : arrays (rows, columns), as :func:`scarpwatch.insar.output.quality_mask.judge` takes them, and ``sigma``
    dates : ``YYYYMMDD``
    measured : array (rows, columns), what no criterion removes
    area : array (rows, columns), the pixels that count
    attributes : of the series and its rate: ``reference``, and where known
        ``reference_offset_sigma_m_per_year``, ``cycles_left_out``, ``motion_model``, ``decisions`` and ``origin``
    """
    rate, sigma = 100 * layers["rate"][measured], 100 * layers["sigma"][measured]
    record: dict[str, Any] = {
        "first_date": iso_date(dates[0]),
        "last_date": iso_date(dates[-1]),
        "dates": len(dates),
    }
    if "origin" in attributes:
        record["origin"] = attributes["origin"]
    if "pairs" in layers:
        record["pairs"] = int(layers["pairs"].max())
    record |= {"pixels": int(area.sum()), "measured_share": float(measured[area].mean())}
    if "rank" in layers:
        seen = layers["pairs"] > 0
        record["full_rank"] = len(dates) - 1
        record["full_rank_share"] = float((layers["rank"] == len(dates) - 1)[seen].mean())
    if "residual_rms" in layers:
        squares = layers["residual_rms"][measured].astype(float) ** 2
        record["residual_rms_rad"] = float(np.sqrt(np.mean(squares)))
    if "temporal_coherence" in layers:
        record["temporal_coherence_median"] = float(np.median(layers["temporal_coherence"][measured]))
    record["rate_cm_per_year"] = {
        "min": float(rate.min()),
        "median": float(np.median(rate)),
        "max": float(rate.max()),
    }
    if np.isfinite(sigma).any():
        record["rate_sigma_median_cm_per_year"] = float(np.nanmedian(sigma))
    if "reference_offset_sigma_m_per_year" in attributes:
        offset = float(attributes["reference_offset_sigma_m_per_year"])
        record["reference_offset_sigma_cm_per_year"] = 100 * offset
    record["cycles_left_out"] = decode(attributes.get("cycles_left_out", "[]"))
    # The model that the rate was fitted with, for what draws it; and what was decided with the rate.
    record |= {name: decode(attributes[name]) for name in (MOTION_MODEL, KEY) if name in attributes}
    return {**record, "reference": reference_of(attributes)._asdict()}


def view_record(tags: Mapping[str, str]) -> dict[str, Any]:
    """Sensor and heading (deg) by the tags of a geometry layer; the heading is None where it is not known."""
    heading = float(tags.get("HEADING_DEG", "nan"))
    return {"sensor": tags.get("SENSOR", ""), "heading_deg": heading if np.isfinite(heading) else None}


def product_tags(quality: Mapping[str, Any], where: str | Path) -> dict[str, str]:
    """Tags of what is mapped: sign, period and reference, from the contents of ``quality.json``.

    Parameters
    ----------
    where : the file, for messages
    """
    return {
        "SIGN": SIGN,
        "FIRST_DATE": quality["first_date"],
        "LAST_DATE": quality["last_date"],
        "REFERENCE": place_in_words(reference_from(quality["reference"], where)),
    }
