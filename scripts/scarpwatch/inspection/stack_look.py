"""A look at the radar data: each product by itself, so that one with a fault does not hide the others."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any

import numpy as np

from scarpwatch.config.settings import Config
from scarpwatch.dates import date_name
from scarpwatch.errors import InputError, ScarpWatchError
from scarpwatch.families import form_of
from scarpwatch.grids.grid import open_raster
from scarpwatch.inputs.rasters.checks import Area, check_complete
from scarpwatch.insar.network.pairs import Pair, require_connected, select_pairs
from scarpwatch.inspection.outlines import Outline, rectangle
from scarpwatch.inspection.stack_words import baselines as baseline_words
from scarpwatch.inspection.stack_words import calendar, headers, sizes
from scarpwatch.sentinel1.baseline_checks import date_notes, pair_notes
from scarpwatch.simulate.acquisition import acquisitions
from scarpwatch.stacks.common_grid import offset, overlaps, stack_grid
from scarpwatch.stacks.families import (
    list_deformation,
    list_pairs,
    list_scenes,
    pair_reader,
    scene_reader,
)
from scarpwatch.stacks.listing import PairFiles, PairListing
from scarpwatch.stacks.pair_checks import require_alike
from scarpwatch.stacks.readers import Facts, PairData, PairReader
from scarpwatch.stacks.scene_table import read_scenes

FAULTY = "has a fault"
BESIDE = "does not overlap the DEM: left out of the network"
MOST_CELLS = 4e8  # of all pairs together that are read for their coherence: about half a minute


@dataclass(frozen=True)
class PairRow:
    """One interferogram: what is known of it before anything is computed.

    ``coherence`` is the mean of measured cells and ``measured`` their share; NaN where not looked at.
    """

    reference: date
    secondary: date
    perpendicular_baseline_m: float = math.nan
    coherence: float = math.nan
    measured: float = math.nan
    note: str = ""


@dataclass
class StackLook:
    """What was found of the radar data."""

    facts: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    faults: list[ScarpWatchError] = field(default_factory=list)
    outlines: list[Outline] = field(default_factory=list)
    pairs: tuple[PairRow, ...] = ()
    dates: tuple[date, ...] = ()

    def attempt(self, look: Callable[[], Any]) -> Any:
        """What ``look`` returns; a fault is kept, once where all pairs share the file, and the result None."""
        try:
            return look()
        except ScarpWatchError as error:
            if str(error) not in map(str, self.faults):
                self.faults.append(error)
        return None


def look_at_stack(config: Config, area: Area | None = None) -> StackLook:
    """Look at the radar data of a config whose ``sar.source`` is not ``auto``.

    Parameters
    ----------
    area : of the DEM, which interferograms have to overlap to be of use; None where it is not known

    Raises
    ------
    InputError
        If the folder or the scene table cannot be listed at all.
    """
    sar = config.sar
    assert sar is not None
    look = StackLook()
    form = form_of(sar.source)
    if form == "deformation":
        assert sar.folder is not None
        result = list_deformation(
            sar.source,
            sar.folder,
            file=sar.file,
            exclude=sar.exclude_dates,
            told=sar.rate.model_dump() if sar.rate else None,
        )
        look.facts += [
            ("source", f"{sar.source}, a finished deformation: {result.main}"),
            *calendar(result.dates),
        ]
        look.notes += result.notes
        look.dates = tuple(result.dates)
        return look
    if form == "pairs":
        assert sar.folder is not None
        listing = list_pairs(sar.source, sar.folder, exclude=sar.exclude_dates)
        _look_at_pairs(listing, look, area)
        dates = listing.dates
    else:
        baselines = _look_at_scenes(config, look)
        dates = list(baselines)
        network = config.network
        look.notes += date_notes(list(baselines.values()), limit_m=network.max_baseline_m)
        chosen = select_pairs(
            dates,
            neighbours=network.neighbours,
            max_days=network.max_days,
            baselines_m=list(baselines.values()),
            max_baseline_m=network.max_baseline_m,
            annual_pairs=network.annual_pairs,
        )
        look.pairs = tuple(PairRow(*pair, _difference(baselines, *pair)) for pair in chosen)
        look.notes.append("the coherence of the pairs is known once the run has formed the interferograms")
    look.dates = tuple(dates)
    look.facts[1:1] = calendar(dates)
    _look_at_network(config, dates, look)
    return look


def _look_at_pairs(listing: PairListing, look: StackLook, area: Area | None) -> None:
    """Headers and coherence of every pair, each for itself."""
    reader = pair_reader(listing.family)
    look.facts.append(
        ("source", f"{listing.family}, {len(listing.pairs)} interferograms in {listing.folder}")
    )
    look.notes += listing.notes
    facts: dict[str, Facts] = {}
    for pair in listing.pairs:
        said = look.attempt(partial(_pair_facts, reader, pair))
        if said is not None:
            facts[pair.name] = said
    if not facts:
        look.pairs = tuple(PairRow(pair.reference, pair.secondary, note=FAULTY) for pair in listing.pairs)
        return
    beside = _look_at_lattices(listing, facts, look, area)
    cells = sum(math.prod(said.grid.shape) for said in facts.values())
    every = math.ceil(cells / MOST_CELLS)
    rows = []
    for number, pair in enumerate(listing.pairs):
        row = PairRow(pair.reference, pair.secondary, note=FAULTY)
        if pair.name in facts:
            baseline = facts[pair.name].perpendicular_baseline_m
            row = PairRow(pair.reference, pair.secondary, baseline)
            if number % every == 0:
                data = look.attempt(partial(reader.read_pair, pair))
                row = replace(row, note=FAULTY) if data is None else _with_coherence(row, data)
            if pair.name in beside and row.note != FAULTY:
                row = replace(row, note=BESIDE)
        rows.append(row)
    look.pairs = tuple(rows)
    look.notes += pair_notes(
        [(date_name(row.reference), date_name(row.secondary), row.perpendicular_baseline_m) for row in rows]
    )
    if every > 1:
        look.notes.append(f"coherence was looked at in every {every}. pair, as there is much of it")
    look.facts += [*headers(list(facts.values())), *_coherence_facts(rows)]
    _outline("radar", list(facts.values()), look)


def _look_at_lattices(
    listing: PairListing, facts: Mapping[str, Facts], look: StackLook, area: Area | None
) -> set[str]:
    """Look whether the pairs fit the first one; return the names of those that do not overlap the DEM."""
    first, base = next(iter(facts.items()))
    ground, beside = None, set()
    if area is not None and base.grid.crs is not None:
        bounds = area.bounds_in(base.grid.crs)
        ground = look.attempt(partial(stack_grid, base.grid, bounds, where=listing.folder))
    for pair in listing.pairs:
        if pair.name in facts:
            where, own = pair.files["unwrapped"], facts[pair.name]
            if base.grid.crs is not None:
                fits = look.attempt(partial(offset, own.grid, base.grid, where=where)) is not None
                if fits and ground is not None and not overlaps(own.grid, ground, where=where):
                    beside.add(pair.name)
            look.attempt(partial(require_alike, where, own, first, base))
    return beside


def _coherence_facts(rows: Sequence[PairRow]) -> list[tuple[str, str]]:
    known = [row for row in rows if math.isfinite(row.coherence)]
    if not known:
        return []
    levels, shares = [row.coherence for row in known], [row.measured for row in known]
    average = sum(levels) / len(levels)
    ends = list(dict.fromkeys((f"{min(shares):.0%}", f"{max(shares):.0%}")))
    return [
        (
            "mean coherence of the pairs",
            f"{min(levels):.2f} to {max(levels):.2f}, on average {average:.2f}",
        ),
        ("cells measured", f"{' to '.join(ends)} of a pair"),
    ]


def _pair_facts(reader: PairReader, pair: PairFiles) -> Facts:
    """The headers of a pair whose rasters are complete: GDAL may read zeros where the end of a file is missing."""
    for path in pair.files.values():
        if path.lower().endswith(".tif"):
            check_complete(path)
    return reader.read_facts(pair)


def _with_coherence(row: PairRow, data: PairData) -> PairRow:
    measured = np.isfinite(data.unwrapped)
    if not measured.any():
        return replace(row, measured=0.0, note="nothing measured: left out of the network")
    return replace(row, coherence=float(data.coherence[measured].mean()), measured=float(measured.mean()))


def _look_at_scenes(config: Config, look: StackLook) -> dict[date, float | None]:
    """Dates with their perpendicular baselines (m, None where not known), and what their headers say."""
    sar = config.sar
    assert sar is not None
    if sar.source == "simulated":
        assert config.demo is not None
        drawn = acquisitions(config.demo.dates(), config.demo.perpendicular_baseline_m, config.seed)
        drawn = [scene for scene in drawn if scene.date not in sar.exclude_dates]
        look.facts.append(("source", f"simulated: the run makes {len(drawn)} scenes"))
        look.facts.append(
            ("perpendicular baselines", baseline_words([scene.perpendicular_baseline_m for scene in drawn]))
        )
        return {scene.date: scene.perpendicular_baseline_m for scene in drawn}
    if sar.source == "slc_stack":
        assert sar.scenes is not None
        scenes = read_scenes(sar.scenes, exclude=sar.exclude_dates)
        look.facts.append(("source", f"slc_stack, {len(scenes)} scenes in {sar.scenes}"))
        shapes = [look.attempt(partial(_size, scene.file)) for scene in scenes]
        if any(shapes):
            look.facts.append(("size", sizes(shape for shape in shapes if shape is not None)))
        look.facts.append(("wavelength", f"{100 * sar.wavelength_m:.4f} cm"))
        values = [scene.perpendicular_baseline_m for scene in scenes]
        look.facts.append(("perpendicular baselines", baseline_words(values)))
        return {scene.date: scene.perpendicular_baseline_m for scene in scenes}
    assert sar.folder is not None
    reader = scene_reader(sar.source)
    listing = list_scenes(sar.source, sar.folder, exclude=sar.exclude_dates)
    look.facts.append(("source", f"{listing.family}, {len(listing.scenes)} scenes in {listing.folder}"))
    look.notes += listing.notes
    facts: dict[date, Facts] = {}
    for entry in listing.scenes:
        known = look.attempt(partial(reader.read_facts, entry))
        if known is not None:
            facts[entry.date] = known
    for entry in listing.scenes:
        if entry.date in facts:
            (day, base), where = next(iter(facts.items())), next(iter(entry.files.values()))
            own = facts[entry.date]
            look.attempt(partial(require_alike, where, own, str(day), base))
    look.facts += headers(list(facts.values()))
    _outline("radar", list(facts.values()), look)
    baselines = {day: known.perpendicular_baseline_m for day, known in facts.items()}
    return {
        day: value if math.isfinite(value := baselines.get(day, math.nan)) else None for day in listing.dates
    }


def _look_at_network(config: Config, dates: Sequence[date], look: StackLook) -> None:
    sound = sum(not row.note for row in look.pairs)
    look.facts.append(("pairs", f"{len(look.pairs)}, of which {sound} can be used"))
    # Pairs with a fault count as there: it is told, and once it is cured they connect dates.
    usable = [Pair(*_key(row)) for row in look.pairs if row.note in ("", FAULTY)]
    alone = sorted(set(dates) - {day for pair in usable for day in pair})
    if alone:
        look.notes.append(f"dates without a pair: {', '.join(map(str, alone))}")
    if not usable and any(row.note == BESIDE for row in look.pairs):
        return  # the check of all products together tells that
    if config.network.if_disconnected == "stop" or not usable:
        look.attempt(partial(require_connected, list(dates), usable, where="the config"))


def _outline(name: str, facts: Sequence[Facts], look: StackLook) -> None:
    """The outlines of the products, each once."""
    seen = set()
    for known in facts:
        crs, bounds = (known.grid.crs, known.grid.bounds) if known.grid.crs else ("EPSG:4326", known.bounds)
        if bounds is not None and bounds not in seen:
            seen.add(bounds)
            outline = look.attempt(partial(rectangle, name, crs, bounds))
            look.outlines += [outline] if outline is not None else []


def _size(path: Any) -> tuple[int, int]:
    with open_raster(path) as source:
        if not str(source.dtypes[0]).startswith("complex"):
            raise InputError(
                path, f"its values are {source.dtypes[0]}, not complex", "Give single-look complex images."
            )
        return source.height, source.width


def _difference(baselines: Mapping[date, float | None], first: date, second: date) -> float:
    early, late = baselines[first], baselines[second]
    return math.nan if early is None or late is None else late - early


def _key(row: PairRow) -> tuple[date, date]:
    return row.reference, row.secondary
