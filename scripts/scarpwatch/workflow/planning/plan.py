"""What a run is planned with: all that the rules must know of the config and the user's files before a job runs.

It is made whenever Snakemake reads the workflow, also for a dry run and in the process of every job, so that names,
headers and small text files are looked at alone; only the main process checks the inputs themselves. What reads images
is imported where it is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from scarpwatch.config.load import load_config
from scarpwatch.config.settings import Config
from scarpwatch.config.susceptibility.table import TableSettings
from scarpwatch.errors import ConfigError
from scarpwatch.factors.factor import Factor
from scarpwatch.families import FAMILIES, Form
from scarpwatch.insar.network.pairs import Pair
from scarpwatch.inspection.applied_models import applied_models
from scarpwatch.inspection.input_files import require_files
from scarpwatch.stacks.families import reader_module, recognise
from scarpwatch.stacks.layers import POSITION
from scarpwatch.stacks.other_track import OtherTrack
from scarpwatch.workflow.planning.input_checks import Tell, check_given, check_series
from scarpwatch.workflow.planning.stack import Stack, read_stack, require_network

if TYPE_CHECKING:
    from scarpwatch.learning.transfer.other_run import AppliedModels

UNIT_PARAMETERS = (
    "sizes",
    "min_area_m2",
    "circular_variance",
    "threshold_m2",
    "reduction_factor",
    "max_area_m2",
    "clean_size_m2",
)


@dataclass(frozen=True)
class Plan:
    """What the rules are made from.

    Attributes
    ----------
    config : with the family in ``sar.source`` where the config says ``auto``
    recognised : how the family was told; None if the config names it
    stack : the radar data; None in a run without
    delays : YYYYMMDD to the delay raster of each date, where the config gives a folder of them
    other_track : the finished run that is combined with this one, if any
    applied : the models of another run that are applied in the place of own ones, if any
    tile_layout : rows and columns of the tiles in which the area is divided into slope units
    has_maps : whether units have a place; those of a ready table may have none
    """

    config: Config
    recognised: str | None = None
    stack: Stack | None = None
    delays: Mapping[str, Path] = field(default_factory=dict)
    other_track: OtherTrack | None = None
    applied: AppliedModels | None = None
    tile_layout: tuple[int, int] = (1, 1)
    has_maps: bool = True

    @property
    def source(self) -> str | None:
        """The family, ``slc_stack`` or ``simulated``; None without radar data."""
        return self.stack.source if self.stack else None

    @property
    def form(self) -> Form | None:
        """Whether the source brings SLCs, unwrapped interferograms or a finished deformation."""
        return self.stack.form if self.stack else None

    @property
    def simulated(self) -> bool:
        """Whether the workflow makes its inputs itself: the demo."""
        return self.source == "simulated"

    @property
    def has_sar(self) -> bool:
        """Whether there are radar data; else there are static models alone."""
        return self.stack is not None

    @property
    def has_pairs(self) -> bool:
        """Whether there are interferograms; else what comes of them (network, closure, ...) is left out."""
        return self.stack is not None and self.stack.form != "deformation"

    @property
    def has_series(self) -> bool:
        """Whether there is a displacement series; else there is a rate alone, or neither."""
        return self.stack is not None and self.stack.has_series

    @property
    def table(self) -> TableSettings | None:
        """The ready table of units that takes the place of DEM, radar data and inventory, if any."""
        return self.config.units.table

    @property
    def slope_column(self) -> str | None:
        """Column of the unit table that is the slope in degrees; None where a ready table has none that is known."""
        return "slope" if self.table is None else self.table.slope_column

    @property
    def has_models(self) -> bool:
        """Whether susceptibility is modelled; else there is deformation alone."""
        return self.config.has_models

    @property
    def trains(self) -> bool:
        """Whether models are trained on this area; else it has none, or those of another area."""
        return self.has_models and self.applied is None

    @property
    def has_coupled(self) -> bool:
        """Whether a dated assessment has coupled models."""
        return self.has_models and (self.applied is None or self.applied.date is not None)

    @property
    def has_landslides(self) -> bool:
        """Whether landslides of this area are known."""
        return self.config.inventory is not None or (self.table is not None and self.table.label is not None)

    @property
    def has_counts(self) -> bool:
        """Whether the number of landslides per unit is looked at, not only whether there are any."""
        mode = self.config.models.counts
        return self.trains and (mode == "on" or (mode == "auto" and self.table is None))

    @property
    def has_exposure(self) -> bool:
        """Whether units are told their nearest place, or what stands in them."""
        return self.config.report.places is not None or bool(self.config.report.exposure)

    @property
    def min_landslides(self) -> int | None:
        """Fewest landslides that models are trained on; None where none can be."""
        labelled = self.table or self.config.inventory
        return labelled.min_landslides if labelled else None

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """All interferograms."""
        return self.stack.pairs if self.stack else ()

    @property
    def dates(self) -> tuple[date, ...]:
        """All dates that take part, earliest first."""
        return self.stack.dates if self.stack else ()

    @property
    def layers(self) -> tuple[str, ...]:
        """Names of the stack's geometry layers; latitude and longitude only in radar geometry."""
        return self.stack.layers if self.stack else ()

    @property
    def position(self) -> list[str]:
        """The layers that say where the pixels of a stack in radar geometry lie."""
        return [f"results/stack/geometry/{name}.tif" for name in POSITION if name in self.layers]

    @property
    def mask(self) -> list[str]:
        """The layer of layover and shadow, where known."""
        return ["results/stack/geometry/layover_shadow.tif"] if "layover_shadow" in self.layers else []

    @property
    def has_look(self) -> bool:
        """Whether the look vector is known."""
        return self.stack is not None and self.stack.has_look

    @property
    def until(self) -> str | None:
        """Date of the assessment, the last one of the data; None in a run without dates."""
        if self.dates:
            return self.dates[-1].isoformat()
        return self.table.until.isoformat() if self.table and self.table.until else None

    @property
    def assessment(self) -> str:
        """Name of the assessment that a run ends with: its date, or ``static``."""
        return self.until or "static"

    @property
    def looks(self) -> list[int]:
        """Looks in azimuth and in range."""
        return [self.config.interferograms.looks_azimuth, self.config.interferograms.looks_range]

    @property
    def factors(self) -> tuple[Factor, ...]:
        """The factors, in the order in which the models see them."""
        return self.config.factor_list()

    @property
    def algorithms(self) -> list[str]:
        """The algorithms that are mapped."""
        return self.config.models.mapped

    @property
    def main(self) -> str | None:
        """The algorithm of the main map, see `ModelsSettings.leading`; None without models."""
        return self.config.models.leading if self.has_models else None

    def members(self, algorithm: str | None = None) -> list[str]:
        """What the algorithms are loaded by that ensembles are made of; of an algorithm that is no ensemble none."""
        models = self.config.models
        alone = algorithm is not None and not models.entry_of(algorithm).ensemble
        return [] if alone else [self.loaded(name) for name in models.members]

    @property
    def evaluated(self) -> list[str]:
        """The algorithms that are trained and evaluated: those that are mapped, and the baseline."""
        return self.config.models.evaluated if self.trains else self.algorithms

    def loaded(self, algorithm: str) -> str:
        """What an algorithm of the run is loaded by: its name, or the user's file."""
        return self.config.models.plugin_files.get(algorithm, algorithm)

    @property
    def tiles(self) -> list[str]:
        """Names of the tiles."""
        rows, columns = self.tile_layout
        return [f"{row}_{column}" for row in range(rows) for column in range(columns)]

    @property
    def unit_parameters(self) -> dict[str, Any]:
        """Parameters and limits of slope units, without what only concerns how or whether to use them."""
        return {name: getattr(self.config.units, name) for name in UNIT_PARAMETERS}

    @property
    def loaded_by_name(self) -> dict[str, list[str]]:
        """What the library loads by its name: the reader of the family in use."""
        return {"scarpwatch.stacks.families": [reader_module(self.source)] if self.source in FAMILIES else []}

    @property
    def targets(self) -> list[str]:
        """What a run makes if it is asked for nothing else; Snakemake makes what these need."""
        dated = f"results/{self.assessment}"
        targets = ["results/validation.json"]
        if self.has_pairs:
            targets += ["results/pairs/pairs.tsv", f"{dated}/closure/pairs.tsv"]
        if self.has_series and self.config.corrections.turbulence_filter:
            targets.append(f"{dated}/deformation/filtered.nc")
        if self.has_look:
            targets.append("results/stack/look_vector.tif")
        targets.append(f"{dated}/report.html")
        if self.has_sar:
            targets.append(f"{dated}/deformation/rate.qml")
        if self.has_packages:
            targets += [f"{dated}/scarpwatch.qgz", f"{dated}/scarpwatch.kmz", f"{dated}/stac"]
        if self.has_models and self.has_maps:
            targets += [f"{dated}/figures/map_{model}.png" for model in self.models(self.assessment)]
        if self.trains:
            targets.append(f"{dated}/tables/validation_rates.csv")
        if self.trains and self.config.models.thinning is not None:
            targets += [f"{dated}/models/{name}/thinning.csv" for name in self.algorithms]
        return targets

    @property
    def has_packages(self) -> bool:
        """Whether there is anything to show on a map."""
        return self.has_sar or (self.has_models and self.has_maps)

    def models(self, assessment: str) -> list[str]:
        """The models that an assessment maps, static ones first, such as ``static_rf`` and ``coupled_rf``."""
        coupled = self.has_coupled and assessment != "static"
        kinds = ("static", "coupled") if coupled else ("static",)
        return [f"{kind}_{algorithm}" for kind in kinds for algorithm in self.algorithms]

    def main_model(self, assessment: str) -> str:
        """The one of them that the report shows first: that of ``models.main``, or else the first that is listed."""
        main = self.config.models.leading
        return next(name for name in reversed(self.models(assessment)) if name.partition("_")[2] == main)

    def made_here(self, path: str | Path) -> bool:
        """Whether a file that the config names or a reader uses is made by a rule."""
        own = ("results/factors/", "results/stack/", *(["results/demo/"] * self.simulated))
        return str(path).startswith(own)


def make_plan(raw: Mapping[str, Any], name: str, *, check: bool = True, tell: Tell = print) -> Plan:
    """Plan a run.

    Parameters
    ----------
    raw : the config as YAML gives it
    name : what to call the config in messages
    check : whether to check the inputs themselves too, once, which is for the main process
    tell : takes what people should know

    Raises
    ------
    ConfigError, InputError, DataError
        For the first fault, naming key or file, fault and cure.
    """
    config = load_config(raw, name)
    require_files(config)
    recognised = None
    if config.sar is not None and config.sar.source == "auto":
        assert config.sar.folder is not None
        family, recognised = recognise(config.sar.folder)
        config = load_config({**raw, "sar": {**raw["sar"], "source": family}}, name)
        if check:
            tell(f"sar.source: auto, {recognised}")
    simulated = config.sar is not None and config.sar.source == "simulated"
    unusable = check_given(config, tell) if check and not simulated else {}
    stack = read_stack(config)
    if stack is not None:
        require_network(stack, config, unusable=list(unusable), where=name)
        if check:
            _require_motion(stack, config, where=name, tell=tell)
    if check:
        check_series(config, stack, tell)
    delays = _delays(config, stack, check=check and not simulated)
    other_track = None
    if config.decomposition is not None:
        from scarpwatch.stacks.other_track import find_other_track

        other_track = find_other_track(config.decomposition.other, config.decomposition.date)
        if stack is None or not stack.has_look:
            raise ConfigError(
                f"{name}: decomposition",
                "it is given, but the look vector of the stack is not known",
                "Put los_east.tif, los_north.tif and los_up.tif into sar.geometry (a scene table) or beside the "
                "rate (a rate raster; sar.rate.heading_deg does too, with an incidence.tif), or leave it out.",
            )
    applied = applied_models(config)
    for note in applied.notes if applied and check else ():
        tell(f"models.apply: {note}")
    table = config.units.table
    return Plan(
        config,
        recognised,
        stack,
        delays,
        other_track,
        applied,
        (1, 1) if simulated else _tile_layout(config),
        table is None or _has_places(table),
    )


def _has_places(table: TableSettings) -> bool:
    from scarpwatch.inputs.tables.ready_table import has_places  # geopandas takes a second at each start

    return has_places(table)


def settings(section: BaseModel, *leave_out: str) -> dict[str, Any]:
    """A section of the config as plain values, without the keys that must not rerun the rule."""
    return section.model_dump(mode="json", exclude=set(leave_out))


def motion_settings(config: Config) -> dict[str, Any]:
    """Section velocity, and the time of day of the images where the config gives it."""
    time = config.sar.acquisition_time if config.sar is not None else None
    return settings(config.velocity) | ({"acquisition_time": time.isoformat()} if time else {})


def _require_motion(stack: Stack, config: Config, *, where: str, tell: Tell) -> None:
    """The motion model that the dates allow; what comes of the pixels is decided in the run."""
    if not stack.dates or not stack.has_series:
        return
    from scarpwatch.insar.motion.model import model_notes, require_stack
    from scarpwatch.insar.motion.steps import require_steps

    assert config.sar is not None
    require_stack(stack.dates, where=where)
    require_steps(stack.dates, config.velocity.steps, config.sar.acquisition_time)
    wanted = bool(config.corrections.dem_error) and stack.form != "deformation"
    for note in model_notes(stack.dates, settings(config.velocity), dem_error=wanted):
        tell(note)


def _delays(config: Config, stack: Stack | None, *, check: bool) -> Mapping[str, Path]:
    """The delay rasters of the dates, where the config gives a folder of them."""
    if stack is None or not stack.dates or config.corrections.delays is None:
        return {}
    from scarpwatch.inputs.delays import check_delays, list_delays

    delays = list_delays(config.corrections.delays.folder, stack.dates)
    if check:
        assert config.factors.dem is not None
        check_delays(delays, config.factors.dem, band=config.factors.dem_band)
    return delays


def _tile_layout(config: Config) -> tuple[int, int]:
    """Rows and columns of the tiles of slope units, from the DEM's header."""
    slope_units = (config.units.source, config.units.method) == ("slope_units", "aspect")
    if not config.has_models or not slope_units or config.factors.dem is None:
        return 1, 1
    from scarpwatch.grids.grid import tile_layout
    from scarpwatch.terrain.analysis_grid import analysis_grid

    grid = analysis_grid(config.factors.dem, crs=config.grid.crs, resolution_m=config.grid.resolution_m)
    return tile_layout(grid.shape, config.units.cells_per_tile)
