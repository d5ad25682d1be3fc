"""The radar data as a run is planned with them: which scenes, pairs and layers there are, and their files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scarpwatch.config.settings import Config
from scarpwatch.families import FAMILIES, Form, form_of
from scarpwatch.insar.network.pairs import Pair, require_connected, select_pairs
from scarpwatch.stacks.families import list_deformation, list_pairs, list_scenes
from scarpwatch.stacks.layers import LOOK, MEASURES, POSITION
from scarpwatch.stacks.listing import DeformationListing, PairListing, SceneListing, container, containers

if TYPE_CHECKING:
    from scarpwatch.simulate.acquisition import Acquisition
    from scarpwatch.stacks.scene_table import Scene

_MADE_BY_READERS = "results/stack/source"
_DEMO = "results/demo"


@dataclass(frozen=True)
class Stack:
    """The radar data of a config.

    Attributes
    ----------
    source : a family, ``slc_stack`` or ``simulated``
    form : SLCs (``scenes``), unwrapped interferograms (``pairs``) or a finished ``deformation``
    dates : those that the pairs connect, or of the finished deformation; earliest first
    listed_dates : all dates of the data, those that no pair has too
    pairs : known or planned; none of a finished deformation
    layers : names of the geometry layers
    listing : what a family's folder holds; None for a scene table and for the demo
    scenes : of a scene table or of the demo, earliest first
    geometry_folder : of SLCs, where their geometry lies as GeoTIFFs, the user's or made by a reader or the demo
    flattened : whether the flat earth is out of the SLCs as they are given
    scene_files : of SLCs, YYYYMMDD to the file on disk
    """

    source: str
    form: Form
    dates: tuple[date, ...]
    listed_dates: tuple[date, ...]
    pairs: tuple[Pair, ...] = ()
    layers: tuple[str, ...] = ()
    listing: PairListing | SceneListing | DeformationListing | None = None
    scenes: Sequence[Scene] | Sequence[Acquisition] = ()
    geometry_folder: Path | None = None
    flattened: bool = True
    scene_files: dict[str, str] | None = None

    @property
    def has_look(self) -> bool:
        """Whether the look vector is known."""
        return set(LOOK) <= set(self.layers)

    @property
    def has_series(self) -> bool:
        """Whether there will be a displacement series; else there is a rate alone."""
        return not isinstance(self.listing, DeformationListing) or self.listing.series is not None

    @property
    def geometry_files(self) -> list[str]:
        """The files of the SLCs' geometry layers."""
        return [f"{self.geometry_folder}/{layer}.tif" for layer in sorted(self.layers)]

    @property
    def flattening_files(self) -> list[str]:
        """Slant range, whose grid the SLCs have, and what else takes the flat earth out of them."""
        layers = ("slant_range",) if self.flattened else ("slant_range", "look_angle")
        return [f"{self.geometry_folder}/{layer}.tif" for layer in layers]

    @property
    def files(self) -> list[str]:
        """The user's files, sorted."""
        if isinstance(self.listing, DeformationListing):
            listing = self.listing
            return sorted({*listing.files.values(), *map(str, listing.geometry.values())})
        if isinstance(self.listing, PairListing):
            parts = [pair.files for pair in self.listing.pairs]
            return sorted({path for part in (*parts, self.listing.geometry) for path in containers(part)})
        if isinstance(self.listing, SceneListing):
            parts = [scene.files for scene in self.listing.scenes]
            return sorted({path for part in (*parts, self.listing.geometry) for path in containers(part)})
        if self.source == "simulated":
            return []
        layers = [f"{self.geometry_folder}/{layer}.tif" for layer in self.layers]
        return sorted({*(self.scene_files or {}).values(), *layers, *self.flattening_files})


def read_stack(config: Config) -> Stack | None:
    """Plan with the radar data that a config names, from names and small text files; none is opened as an image.

    Parameters
    ----------
    config : with the family in ``sar.source``, not ``auto``

    Returns
    -------
    Stack or None
        None where the config has no radar data.

    Raises
    ------
    InputError
        As the reader of the family or of the scene table says.
    """
    sar = config.sar
    if sar is None:
        return None
    form = form_of(sar.source)
    if form == "deformation":
        assert sar.folder is not None
        told = sar.rate.model_dump() if sar.rate else None
        result = list_deformation(sar.source, sar.folder, file=sar.file, exclude=sar.exclude_dates, told=told)
        days = tuple(sorted(result.dates))
        layers = tuple(dict.fromkeys(("height", *result.layers)))  # from the DEM where it brings no heights
        return Stack(sar.source, form, days, days, layers=layers, listing=result)
    if form == "pairs":
        assert sar.folder is not None
        ready = list_pairs(sar.source, sar.folder, exclude=sar.exclude_dates)
        pairs = tuple(Pair(entry.reference, entry.secondary) for entry in ready.pairs)
        days = tuple(ready.dates)
        return Stack(sar.source, form, days, days, pairs, (*MEASURES, *LOOK), ready)
    plan: Callable[[Config], Stack] = {"simulated": _demo, "slc_stack": _scene_table}.get(sar.source, _slcs)
    return plan(config)


def require_network(stack: Stack, config: Config, *, unusable: Sequence[str] = (), where: str) -> None:
    """Refuse a network with disconnected subsets where the config wants it connected, and one without any pair.

    Parameters
    ----------
    unusable : names of pairs that hold nothing
    where : the config's name, for the message

    Raises
    ------
    DataError
        Naming the dates that are cut off; one that the limits leave without any pair is cut off too.
    """
    if stack.form != "deformation" and (config.network.if_disconnected == "stop" or not stack.pairs):
        usable = [pair for pair in stack.pairs if pair.name not in unusable]
        require_connected(stack.listed_dates, usable, where=where)


def scene_tags(stack: Stack, config: Config, name: str) -> dict[str, Any]:
    """What the user's table and config say of the scene YYYYMMDD; the demo's scenes carry it themselves."""
    assert config.sar is not None
    if stack.source == "simulated":
        return {}
    scene = next(entry for entry in stack.scenes if f"{entry.date:%Y%m%d}" == name)
    blank = {
        "PERPENDICULAR_BASELINE_M": scene.perpendicular_baseline_m,
        "PARALLEL_BASELINE_M": scene.parallel_baseline_m,
    }
    return {
        "WAVELENGTH_M": config.sar.wavelength_m,
        "FLATTENED": "yes" if config.sar.flattened else "no",
        **({} if config.sar.flattened else {"REFERENCE_LOOK_RAD": config.sar.reference_look_rad}),
        **{key: "nan" if value is None else value for key, value in blank.items()},
    }


def _demo(config: Config) -> Stack:
    from scarpwatch.simulate.acquisition import acquisitions

    assert config.sar is not None and config.demo is not None
    every = acquisitions(config.demo.dates(), config.demo.perpendicular_baseline_m, config.seed)
    scenes = [scene for scene in every if scene.date not in config.sar.exclude_dates]
    baselines = [scene.perpendicular_baseline_m for scene in scenes]
    listed, dates, pairs = _network(config, [scene.date for scene in scenes], baselines)
    return Stack(
        "simulated",
        "scenes",
        dates,
        listed,
        pairs,
        (*MEASURES, *POSITION, "layover_shadow", *LOOK),
        scenes=scenes,
        geometry_folder=Path(_DEMO, "geometry"),
        flattened=False,
        scene_files={f"{day:%Y%m%d}": f"{_DEMO}/scenes/{day:%Y%m%d}.tif" for day in dates_of(scenes)},
    )


def _scene_table(config: Config) -> Stack:
    from scarpwatch.stacks.scene_table import read_scenes

    sar = config.sar
    assert sar is not None and sar.scenes is not None and sar.geometry is not None
    scenes = read_scenes(sar.scenes, exclude=sar.exclude_dates)
    baselines = [scene.perpendicular_baseline_m for scene in scenes]
    listed, dates, pairs = _network(config, dates_of(scenes), baselines)
    optional = (*POSITION, "layover_shadow", *LOOK)
    return Stack(
        sar.source,
        "scenes",
        dates,
        listed,
        pairs,
        (*MEASURES, *(name for name in optional if (sar.geometry / f"{name}.tif").is_file())),
        scenes=scenes,
        geometry_folder=sar.geometry,
        flattened=sar.flattened,
        scene_files={scene.name: str(scene.file) for scene in scenes},
    )


def _slcs(config: Config) -> Stack:
    """A family of SLCs: its reader makes the scenes and the geometry."""
    sar = config.sar
    assert sar is not None and sar.source in FAMILIES and sar.folder is not None
    listing = list_scenes(sar.source, sar.folder, exclude=sar.exclude_dates)
    known = [scene.known.get("perpendicular_baseline_m") for scene in listing.scenes]
    baselines = [None if value is None else float(value) for value in known]
    listed, dates, pairs = _network(config, listing.dates, baselines)
    return Stack(
        sar.source,
        "scenes",
        dates,
        listed,
        pairs,
        tuple(listing.layers),
        listing,
        geometry_folder=Path(_MADE_BY_READERS),
        scene_files={scene.name: container(next(iter(scene.files.values()))) for scene in listing.scenes},
    )


def dates_of(scenes: Sequence[Scene] | Sequence[Acquisition]) -> list[date]:
    """The dates of scenes, in their order."""
    return [scene.date for scene in scenes]


def _network(
    config: Config, dates: Sequence[date], baselines_m: Sequence[float | None]
) -> tuple[tuple[date, ...], tuple[date, ...], tuple[Pair, ...]]:
    """All dates, those that pairs connect, and the pairs."""
    network = config.network
    pairs = select_pairs(
        dates,
        neighbours=network.neighbours,
        max_days=network.max_days,
        baselines_m=baselines_m,
        max_baseline_m=network.max_baseline_m,
        annual_pairs=network.annual_pairs,
    )
    return tuple(dates), tuple(sorted({day for pair in pairs for day in pair})), tuple(pairs)
