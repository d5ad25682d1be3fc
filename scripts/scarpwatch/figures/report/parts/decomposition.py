"""The report on vertical and east rates: what they assume, what that costs, and where there are none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scarpwatch.figures.report.basis.result_tables import MISSING, Table, number


def decomposition_table(record: Mapping[str, Any]) -> Table:
    """Shares of the area with and without both components, and how well they are known.

    Parameters
    ----------
    record : mapping
        Contents of ``decomposition.json``.
    """
    rows = [
        (name[:1].upper() + name[1:], f"{number(100 * share, 1)} %")
        for name, share in record["shares"].items()
        if share > 0
    ]
    sigma = record["median_sigma_cm_per_year"]
    for name in ("vertical", "east"):
        value = number(sigma[name], 2) if name in sigma else MISSING
        rows.append((f"Median standard deviation, {name} (cm/yr)", value))
    return Table(
        "Vertical and east rates: where they are known, and how well", ("Quantity", "Value"), tuple(rows)
    )


def decomposition_sentences(record: Mapping[str, Any]) -> list[str]:
    """The assumptions behind the components, and the size of the errors if they do not hold."""
    north = record["error_per_north_motion"]
    sentences = [
        "Vertical and east rates combine this track's line-of-sight rate with that of another track "
        f"({record['other_period']}; this one {record['period']}). North motion is taken as zero: 1 cm/yr to the "
        f"north would appear as {number(north['vertical'], 2, sign=True)} cm/yr vertical and "
        f"{number(north['east'], 2, sign=True)} cm/yr east."
    ]
    this, other = record["per_offset_of_this_track"], record["per_offset_of_the_other_track"]
    text = (
        "Each track's rates are relative to its own reference, and a constant between the two cannot be told from "
        f"motion: 1 cm/yr too much on this track adds {number(this['vertical'], 2, sign=True)} cm/yr vertical and "
        f"{number(this['east'], 2, sign=True)} east, on the other track "
        f"{number(other['vertical'], 2, sign=True)} and {number(other['east'], 2, sign=True)}."
    )
    if "offset_sigma_cm_per_year" in record:
        sigma = record["offset_sigma_cm_per_year"]
        text += (
            f" The noise over the two references alone lets the maps be off as a whole by {number(sigma['vertical'], 2)} "
            f"(vertical) and {number(sigma['east'], 2)} cm/yr (east), one standard deviation."
        )
    sentences.append(text)
    seen = [
        f"{number(record[key], 1, sign=True)} cm/yr at the reference of {place}"
        for key, place in (
            ("other_track_at_this_reference_cm_per_year", "this track (seen by the other)"),
            ("this_track_at_the_other_reference_cm_per_year", "the other track (seen by this one)"),
        )
        if record[key] is not None
    ]
    if seen:
        sentences.append(f"If both references are stable, these are close to zero: {'; '.join(seen)}.")
    return sentences
