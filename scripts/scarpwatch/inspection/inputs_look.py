"""A look at all inputs of a config: what each holds and what is wrong with it, none of which ends the look."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from scarpwatch.algorithms.plugin import plugin_algorithm
from scarpwatch.config.load import load_config
from scarpwatch.config.settings import Config
from scarpwatch.errors import InputError, ScarpWatchError
from scarpwatch.factors.plugin import plugin_factor
from scarpwatch.files.kinds import RASTER_SUFFIXES, is_missing, path_fault
from scarpwatch.grids.grid import grid_of, open_raster
from scarpwatch.grids.mosaic import Raster, raster_files
from scarpwatch.inputs.areas import dem_area
from scarpwatch.inputs.delays import check_delays, list_delays
from scarpwatch.inputs.dem.checks import check_dem
from scarpwatch.inputs.dem.surface import cell_side, height_reader, surface_faults
from scarpwatch.inputs.rasters.checks import Area
from scarpwatch.insar.motion.model import model_notes, require_stack
from scarpwatch.insar.motion.steps import require_steps
from scarpwatch.inspection.applied_models import applied_models
from scarpwatch.inspection.checks import left_out, planned_checks
from scarpwatch.inspection.findings import Finding, Findings
from scarpwatch.inspection.input_files import EXPOSURE, MORE, input_files, require_names
from scarpwatch.inspection.outlines import Outline, raster_outline, vector_outline
from scarpwatch.inspection.own_factors import derived_words, dynamic_series, own_outlines, own_titles
from scarpwatch.inspection.report_inputs import report_outlines, report_titles
from scarpwatch.inspection.stack_look import PairRow, StackLook, look_at_stack
from scarpwatch.inspection.table_look import look_at_table
from scarpwatch.learning.transfer.other_run import AppliedModels
from scarpwatch.stacks.families import recognise
from scarpwatch.stacks.other_track import find_other_track

OTHER_TRACK, ALGORITHMS = "other track", "algorithms"
MODELS = "models of another area"


@dataclass(frozen=True)
class Inspection:
    """All that was found.

    Attributes
    ----------
    findings : in the order in which inputs are used
    outlines : where each input lies, for a map
    area : of the DEM; None if it does not say where it lies
    pairs : interferograms, known or planned
    titles : names of the user's own factors among the inputs to what people call them
    """

    findings: tuple[Finding, ...]
    outlines: tuple[Outline, ...] = ()
    area: Area | None = None
    pairs: tuple[PairRow, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)

    @property
    def faults(self) -> list[Finding]:
        """What would end a run."""
        return [finding for finding in self.findings if finding.status == "fault"]

    @property
    def notes(self) -> list[Finding]:
        """What people should know."""
        return [finding for finding in self.findings if finding.status == "note"]


def look_at_inputs(config: Config, *, made_under: str | Path = "results") -> Inspection:
    """Look at every input that the config names.

    Parameters
    ----------
    made_under : folder of files that the workflow makes itself (the demo's inputs); they may be missing

    Returns
    -------
    Inspection
        With every fault: one that ends the check of an input does not keep the others from being checked.
    """
    found = Findings()
    found.attempt("names", partial(require_names, config))
    for plugin in config.models.plugins:
        if config.units.table is not None or path_fault(plugin) is None:
            found.attempt(ALGORITHMS, partial(plugin_algorithm, plugin))
    _look_at_models(config, found)
    if config.units.table is not None:
        look_at_table(config, found)
        return Inspection(tuple(found.lines), titles=report_titles(config))
    absent = _look_for_files(config, found, Path(made_under).resolve())
    for plugin in config.factors.plugins:
        if path_fault(plugin) is None:
            found.attempt("plugins", partial(plugin_factor, plugin))
    if config.sar is not None and config.sar.source == "auto" and "sar" not in absent:
        config = _recognised(config, found)
    area = None if "dem" in absent else _look_at_dem(config, found)
    stack = _look_at_radar(config, found, area, absent) if "sar" not in absent else None
    until = stack.dates[-1] if stack is not None and stack.dates else None
    for name in dynamic_series(config) if until is None else []:
        if name not in absent:
            found.note(name, "not looked at, since the date of the assessment is not known", "check")
    for name, check in planned_checks(config, until):
        if name == "sar" or name in absent:
            continue
        if area is None:
            found.note(name, "not compared with the DEM, which cannot be placed", "check")
            continue
        found.describe(name, found.attempt(name, partial(check, area)) or {})
    found.lines += _made_by_the_run(config)
    if stack is not None and stack.dates and config.sar is not None:
        given = config.sar.acquisition_time
        if stack.pairs:  # a rate that was made elsewhere has a first and a last date alone
            found.attempt("sar", partial(require_stack, stack.dates, where="sar"))
            motion = config.velocity.model_dump(mode="json")
            for text in model_notes(stack.dates, motion, dem_error=bool(config.corrections.dem_error)):
                found.note("sar", text, "motion model")
        found.attempt("sar", partial(require_steps, stack.dates, config.velocity.steps, given))
    if config.corrections.delays is not None and "delays" not in absent and stack is not None and stack.dates:
        delays = found.attempt("delays", partial(_look_at_delays, config, stack.dates))
        found.describe("delays", delays or {})
    other = config.decomposition
    if other is not None and OTHER_TRACK not in absent:
        track = found.attempt(OTHER_TRACK, partial(find_other_track, other.other, other.date))
        found.describe(OTHER_TRACK, {"folder": other.other, "assessment": track.date} if track else {})
    outlines = stack.outlines if stack else []
    for name, make in _outline_makers(config):
        if name not in absent:
            # Without a DEM the checks have not been made, so that this is the first look at the file.
            told = Findings() if area is not None or name == "dem" else found
            outline = told.attempt(name, make)
            outlines += [outline] if outline is not None else []
    for name in left_out(config) if config.has_models else []:
        found.note("left out", "not given, so it is left out of maps and models", name.replace("_", " "))
    if config.inventory is None:
        without = (
            "deformation only, without models" if not config.has_models else "the models are not judged here"
        )
        found.note("left out", f"not given: {without}", "inventory")
    if config.sar is None:
        found.note("left out", "not given: static models only", "radar data")
    pairs = stack.pairs if stack else ()
    return Inspection(
        tuple(found.lines), tuple(outlines), area, pairs, own_titles(config) | report_titles(config)
    )


def _look_at_models(config: Config, found: Findings) -> None:
    """Lines about the models of another area, where the config applies them."""
    models: AppliedModels | None = found.attempt(MODELS, partial(applied_models, config))
    if models is not None:
        kinds = "static and coupled" if models.date else "static"
        found.describe(MODELS, {"folder": models.folder, kinds: ", ".join(models.algorithms)})
        for note in models.notes:
            found.note(MODELS, note)


def _look_for_files(config: Config, found: Findings, own: Path) -> set[str]:
    """The inputs of which a file is missing."""
    absent = set()
    for key, path in input_files(config):
        kind = path_fault(path)
        if kind is None:
            continue
        part = _part(key)
        # Without its geometry a stack's dates can be looked at all the same.
        absent.add(key if key == "sar.geometry" else part)
        if not is_missing(path):
            found.fault(part, InputError(path, kind, f"Correct {key} in the config."))
        elif own in path.resolve().parents:
            found.note(part, f"{path}: the run makes it", "file")
        else:
            cure = f"Correct {key} in the config; paths are relative to {Path.cwd()}."
            found.fault(part, InputError(path, "it does not exist", cure))
    return absent


def _recognised(config: Config, found: Findings) -> Config:
    """The config with the family that the folder holds."""
    assert config.sar is not None
    folder = config.sar.folder
    assert folder is not None
    said = found.attempt("sar", partial(recognise, folder))
    if said is None:
        return config
    found.note("sar", said[1])
    raw = config.model_dump(mode="json")
    raw["sar"]["source"] = said[0]
    known = found.attempt("sar", partial(load_config, raw, "the config"))
    return config if known is None else known


def _look_at_dem(config: Config, found: Findings) -> Area | None:
    """Describe the DEM; its area is known from the header even where its values have faults."""
    dem, factors = config.factors.dem, config.factors
    if dem is None:
        return None
    checked = found.attempt(
        "dem",
        partial(
            check_dem,
            dem,
            band=factors.dem_band,
            target_crs=config.grid.crs,
            resolution_m=config.grid.resolution_m,
        ),
    )
    if checked is not None:
        found.describe("dem", checked[1])
        for fault in found.attempt("dem", partial(_surface, dem, factors.dem_band)) or []:
            if factors.dem_faults == "stop":
                cure = "Repair it, or set factors.dem_faults: report to use it as it is"
                found.fault("dem", InputError(raster_files(dem)[0], fault, f"{cure}."))
            else:
                found.note("dem", f"used as it is: {fault}", "surface")
        area: Area = checked[0]
        return area
    try:
        return dem_area(dem, band=factors.dem_band)
    except ScarpWatchError:
        return None  # told already


def _made_by_the_run(config: Config) -> list[Finding]:
    """Inputs of the models that come from the DEM instead of a file."""
    lines = [Finding("terrain", title, text) for title, text in derived_words(config)]
    rivers, units = config.factors.rivers, config.units
    if rivers is not None and rivers.from_dem_km2 is not None:
        text = f"derived from the DEM, beginning where {rivers.from_dem_km2:g} km2 drain to a cell"
        lines.append(Finding("rivers", "source", text))
    if config.has_models and units.source == "slope_units":
        how = f"{units.method}, sizes {units.sizes}" if units.method == "aspect" else units.method
        text = f"slope units from the DEM, by {how}; half-basins above {units.min_area_m2:g} m2 may be split"
        lines.append(Finding("units", "source", text))
    elif config.has_models and units.source == "grid":
        text = f"squares of {units.grid_cells} x {units.grid_cells} cells"
        lines.append(Finding("units", "source", text))
    return lines


def _surface(dem: Raster, band: int) -> list[str]:
    """Spikes, stripes and undeclared voids, which a run would come upon in its first step."""
    with open_raster(dem) as source:
        grid = grid_of(source)
        return surface_faults(height_reader(source, band), grid, cell_side(grid))


def _look_at_radar(config: Config, found: Findings, area: Area | None, absent: set[str]) -> StackLook | None:
    """Each product by itself, then all of them together."""
    if config.sar is None or config.sar.source == "auto":
        return None  # there is none, or it could not be told what it is
    stack: StackLook | None = found.attempt("sar", partial(look_at_stack, config, area))
    if stack is None:
        return None
    found.lines += [Finding("sar", item, value) for item, value in stack.facts]
    for note in stack.notes:
        found.note("sar", note)
    for error in stack.faults:
        found.fault("sar", error)
    check = dict(planned_checks(config)).get("sar")
    # What takes all products together: scale, geometry, overlap. It would repeat faults found one by one.
    if check is not None and area is not None and not stack.faults and "sar.geometry" not in absent:
        together = found.attempt("sar", partial(check, area)) or {}
        told = {"source", "scenes", "first_date", "last_date", "notes"}
        wanted = ("coverage", "unusable") if stack.pairs else [key for key in together if key not in told]
        found.describe("sar", {key: together[key] for key in wanted if together.get(key)})
    return stack


def _look_at_delays(config: Config, dates: Sequence[date]) -> dict[str, Any]:
    """Check the delay rasters of all dates."""
    assert config.corrections.delays is not None
    assert config.factors.dem is not None
    files = list_delays(config.corrections.delays.folder, dates)
    return check_delays(files, config.factors.dem, band=config.factors.dem_band)


def _outline_makers(config: Config) -> list[tuple[str, Callable[[], Outline]]]:
    """What finds out where each input lies."""
    factors = config.factors
    lithology = factors.lithology.file if factors.lithology else None
    vectors = {
        "lithology": lithology,
        "faults": factors.faults,
        "roads": factors.roads,
        "rivers": factors.rivers.file if factors.rivers else None,
        "units": config.units.polygons,
        "water": config.units.water,
        "inventory": config.inventory.file if config.inventory else None,
    }
    layers: dict[str, str | None] = dict(factors.layers.items())
    layers["inventory"] = config.inventory.layer if config.inventory else None
    rasters = [("dem", file) for file in raster_files(factors.dem or [])]
    rasters += [("ndvi", file) for file in raster_files(factors.ndvi or [])]
    if lithology is not None and lithology.suffix.lower() in RASTER_SUFFIXES:
        rasters.append(("lithology", vectors.pop("lithology") or ""))
    makers: list[tuple[str, Callable[[], Outline]]] = [
        (name, partial(raster_outline, name, file)) for name, file in rasters
    ]
    makers += [
        (name, partial(vector_outline, name, path, layer=layers.get(name)))
        for name, path in vectors.items()
        if path is not None
    ]
    return [*makers, *own_outlines(config), *report_outlines(config)]


def parts(findings: Sequence[Finding]) -> list[str]:
    """The inputs that the lines are about, each once: ground and radar data first, what is not given last."""
    found = list(dict.fromkeys(finding.part for finding in findings))
    ends = {"dem": -2, "sar": -1, "left out": 1}
    return sorted(found, key=lambda part: ends.get(part, 0))


def _part(key: str) -> str:
    """The name under which the input of a config's key is shown."""
    section, name = key.split(".")[:2]
    whole = {"units.polygons": "units", "models.apply": MODELS}
    if key in whole:
        return whole[key]
    if key.startswith((f"{MORE}.", f"{EXPOSURE}.")):
        return key.rpartition(".")[0]
    return {
        "sar": "sar",
        "inventory": "inventory",
        "corrections": "delays",
        "decomposition": OTHER_TRACK,
        "models": ALGORITHMS,
    }.get(section, name)
