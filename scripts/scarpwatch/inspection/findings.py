"""What a look at inputs finds: lines, of which some are faults."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from rasterio.crs import CRS
from rasterio.errors import CRSError

from scarpwatch.errors import ScarpWatchError

Status = Literal["found", "note", "fault"]

# How a key of the checks reads, and how its value is written.
_LABELS: dict[str, tuple[str, str]] = {
    "file": ("file", "{}"),
    "crs": ("CRS", "{}"),
    "cell_size": ("cell size", "{}"),
    "lowest_m": ("lowest elevation", "{} m"),
    "highest_m": ("highest elevation", "{} m"),
    "share_with_data": ("cells with data", "{:.1%}"),
    "lowest": ("lowest value", "{}"),
    "highest": ("highest value", "{}"),
    "coverage": ("covers of the DEM's area", "{:.1%}"),
    "rasters": ("rasters of these days", "{}"),
    "step_days": ("days from one to the next", "{}"),
    "features": ("features in the file", "{}"),
    "features_near_area": ("features in the area", "{}"),
    "geometry": ("shapes", "{}"),
    "landslides_inside": ("landslides on the DEM", "{}"),
    "min_landslides": ("needed by the models", "{}"),
}


@dataclass(frozen=True)
class Finding:
    """One line: about which input, what of it, and what was found.

    ``status`` is ``fault`` for what would end a run, ``note`` for what people should know.
    """

    part: str
    item: str
    value: str
    status: Status = "found"


@dataclass
class Findings:
    """Lines as they come in."""

    lines: list[Finding] = field(default_factory=list)

    def attempt(self, part: str, look: Callable[[], Any]) -> Any:
        """What ``look`` returns; an error becomes a line, and the result None."""
        try:
            return look()
        except ScarpWatchError as error:
            self.fault(part, error)
        except Exception as error:  # a damaged file can break a library in any way; the look goes on
            self.lines.append(
                Finding(part, "check", f"it cannot be looked at ({type(error).__name__}: {error})", "fault")
            )
        return None

    def fault(self, part: str, error: ScarpWatchError) -> None:
        """A line for an error made for people: where, fault and cure."""
        self.lines.append(Finding(part, error.where, f"{error.fault}. {error.cure}", "fault"))

    def note(self, part: str, text: str, item: str = "note") -> None:
        """A line for what people should know."""
        self.lines.append(Finding(part, item, text, "note"))

    def describe(self, part: str, found: Mapping[str, Any]) -> None:
        """Lines for what a check of :mod:`scarpwatch.products` returns."""
        rest = dict(found)
        if "rows" in rest and "columns" in rest:
            rest = {"size": f"{rest.pop('rows')} x {rest.pop('columns')} cells", **rest}
            rest = {key: rest[key] for key in sorted(rest, key=lambda key: key != "file")}
        for key, value in rest.items():
            if key == "notes":
                for text in value:
                    self.note(part, str(text))
            elif value is not None:
                label, form = _LABELS.get(key, (key.replace("_", " "), "{}"))
                words = form.format(_words(key, value))
                if key == "cell_size":
                    words += f" {_unit(found.get('crs'))}"
                self.lines.append(Finding(part, label, words))


def _words(key: str, value: Any) -> Any:
    if key == "cell_size":
        return " x ".join(f"{side:.10g}" for side in value)
    if isinstance(value, (list, tuple)):
        return ", ".join(f"{item:.10g}" if isinstance(item, float) else str(item) for item in value) or "none"
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {item}" for key, item in value.items()) or "none"
    return value


def _unit(crs: str | None) -> str:
    """The unit of lengths in a CRS, in words."""
    try:
        known = CRS.from_user_input(crs or "")
        if known.is_geographic:
            return "degrees"
        unit = str(known.linear_units_factor[0])
    except CRSError:
        return "in units of the CRS"
    return "m" if unit in ("metre", "meter") else unit
