"""The whole config, section by section, with the checks that span sections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import Field, model_validator

from scarpwatch.config.common.base import Section, Text, Whole, setting
from scarpwatch.config.common.demo import DemoSettings
from scarpwatch.config.common.figures import FiguresSettings
from scarpwatch.config.common.grid import GridSettings
from scarpwatch.config.common.report import ReportSettings
from scarpwatch.config.deformation.closure import ClosureSettings
from scarpwatch.config.deformation.corrections import CorrectionsSettings
from scarpwatch.config.deformation.decomposition import DecompositionSettings
from scarpwatch.config.deformation.interferograms import InterferogramsSettings
from scarpwatch.config.deformation.inversion import InversionSettings
from scarpwatch.config.deformation.network import NetworkSettings
from scarpwatch.config.deformation.points import PointsSettings
from scarpwatch.config.deformation.quality import QualitySettings
from scarpwatch.config.deformation.sar import SarSettings
from scarpwatch.config.deformation.unwrapping import UnwrappingSettings
from scarpwatch.config.deformation.velocity import VelocitySettings
from scarpwatch.config.susceptibility.factor_list import factor_identities, factor_list
from scarpwatch.config.susceptibility.factors import FactorsSettings
from scarpwatch.config.susceptibility.inventory import InventorySettings
from scarpwatch.config.susceptibility.models import ModelsSettings
from scarpwatch.config.susceptibility.samples import SamplesSettings
from scarpwatch.config.susceptibility.table import TableSettings
from scarpwatch.config.susceptibility.units import UnitsSettings
from scarpwatch.config.susceptibility.zoning import ZoningSettings
from scarpwatch.factors.factor import Factor
from scarpwatch.factors.registry import DEFORMATION, STUDY
from scarpwatch.families import form_of


class Config(Section):
    """One run of the workflow: one area, one stack of scenes, one inventory."""

    name: Text = setting(description="Name of the area, for titles.", min_length=1, max_length=100)
    seed: Whole = setting(
        1,
        description="Seed of every random choice: the simulation, samples, folds and models.",
        unit="1",
        ge=0,
        le=2**31 - 1,
    )
    grid: GridSettings = Field(default_factory=GridSettings, description="The analysis grid.")
    sar: SarSettings | None = setting(None, description="The radar data; null: static models only.")
    demo: DemoSettings | None = setting(None, description="The simulated area, for `sar.source: simulated`.")
    network: NetworkSettings = Field(default_factory=NetworkSettings, description="Which scenes are paired.")
    interferograms: InterferogramsSettings = Field(
        default_factory=InterferogramsSettings, description="Multilooking and filtering."
    )
    unwrapping: UnwrappingSettings = Field(
        default_factory=UnwrappingSettings, description="From wrapped to unwrapped phase."
    )
    closure: ClosureSettings = Field(
        default_factory=ClosureSettings, description="Unwrapping errors and the phase bias."
    )
    inversion: InversionSettings = Field(
        default_factory=InversionSettings, description="From unwrapped pairs to a displacement series."
    )
    corrections: CorrectionsSettings = Field(
        default_factory=CorrectionsSettings, description="What is taken out of the series."
    )
    velocity: VelocitySettings = Field(
        default_factory=VelocitySettings, description="The model fitted to the series."
    )
    quality: QualitySettings = Field(
        default_factory=QualitySettings, description="Which pixels count as measured."
    )
    decomposition: DecompositionSettings | None = setting(
        None, description="Vertical and east rates with another track's results; null: line of sight alone."
    )
    points: PointsSettings = Field(
        default_factory=PointsSettings, description="Places whose series is plotted and tabulated."
    )
    factors: FactorsSettings = Field(default_factory=FactorsSettings, description="The static factors.")
    units: UnitsSettings = Field(default_factory=UnitsSettings, description="The mapping units.")
    inventory: InventorySettings | None = setting(
        None, description="The landslides; null: deformation only, without models."
    )
    samples: SamplesSettings = Field(
        default_factory=SamplesSettings, description="Which units the models learn from."
    )
    models: ModelsSettings = Field(default_factory=ModelsSettings, description="The learning algorithms.")
    zoning: ZoningSettings = Field(
        default_factory=ZoningSettings, description="From the susceptibility index to classes."
    )
    figures: FiguresSettings = Field(default_factory=FiguresSettings, description="How figures are plotted.")
    report: ReportSettings = Field(
        default_factory=ReportSettings, description="What the report tells beside its results."
    )

    @model_validator(mode="before")
    @classmethod
    def _empty_section_means_defaults(cls, raw: Any) -> Any:
        # In YAML, a section whose keys are all commented out is null.
        if not isinstance(raw, Mapping):
            return raw
        fields = cls.model_fields
        return {
            key: {} if value is None and key in fields and fields[key].default_factory is not None else value
            for key, value in raw.items()
        }

    @model_validator(mode="after")
    def _sections_agree(self) -> Config:
        if self.zoning.by_landslides and self.models.apply is not None:
            raise ValueError(
                f"zoning.method is {self.zoning.method}, which goes by held-out samples of models that are trained here, and "
                "models.apply takes those of another area: choose another method"
            )
        self._require_units_for_report()
        if self.units.source == "table":
            return self._table_stands_alone()
        if self.factors.dem is None:
            raise ValueError(
                "factors.dem must be given and is missing: elevation in metres, any raster that GDAL reads"
            )
        self._require_sources()
        self._require_factors(self.factor_list())
        if self.sar is None and not self.has_models:
            raise ValueError(
                "neither sar nor inventory is given, so there is nothing to compute: give sar for deformation, "
                "inventory for susceptibility, or both"
            )
        if self.sar is not None and form_of(self.sar.source) == "deformation":
            given = {
                "inversion.reference": self.inversion.reference is not None,
                "corrections.delays": self.corrections.delays is not None,
            }
            needless = [key for key, there in given.items() if there]
            if needless:
                raise ValueError(
                    f"sar.source is {self.sar.source}, and {' and '.join(needless)} is given: a finished deformation "
                    "has its own reference and corrections, so leave it out and change them where it was made"
                )
        if self.sar is None and self.decomposition is not None:
            raise ValueError(
                "decomposition is given without sar: it takes the rate of this run and that of another track, so add "
                "sar or leave it out"
            )
        if self.sar is not None and self.sar.source == "simulated" and self.demo is None:
            raise ValueError(
                "sar.source is simulated but section demo is missing: add it (an empty `demo: {}` takes the "
                "defaults)"
            )
        if (
            self.samples.split == "prospective"
            and self.inventory is not None
            and self.inventory.date_column is None
        ):
            raise ValueError(
                "samples.split is prospective, but inventory.date_column is not given: name the column with the "
                "day of each landslide"
            )
        simulated = self.sar is not None and self.sar.source == "simulated"
        if (
            simulated
            and self.demo is not None
            and self.inventory is not None
            and self.demo.landslides < self.inventory.min_landslides
        ):
            raise ValueError(
                f"demo.landslides ({self.demo.landslides}) is below inventory.min_landslides "
                f"({self.inventory.min_landslides}): raise the first or lower the second"
            )
        return self

    def _require_units_for_report(self) -> None:
        """Places and exposure are those of units; whether those of a ready table have outlines its file tells."""
        given = [f"report.{name}" for name in ("places", "exposure") if getattr(self.report, name)]
        if given and not self.has_models:
            raise ValueError(
                f"{' and '.join(given)} cannot be told, since there is no inventory and so there are no units of which it "
                "could be said: leave it out"
            )

    def _table_stands_alone(self) -> Config:
        """What a ready table takes the place of must not be given too; the factors are its own."""
        given = {
            "sar": self.sar is not None,
            "demo": self.demo is not None,
            "factors": self.factors != FactorsSettings(more=self.factors.more),
            "grid": self.grid != GridSettings(),
        }
        extra = [name for name, there in given.items() if there]
        if extra:
            raise ValueError(
                f"units.source is table, and {', '.join(extra)} is given too: the table holds units, factors and "
                "labels, so leave these sections out"
            )
        if self.samples.negatives == "terrain":
            raise ValueError(
                "units.source is table, where no elevation is known as such (samples.negatives: terrain): choose another way"
            )
        table, inventory = self.units.table, self.inventory
        if self.samples.split == "prospective" and (inventory is None or inventory.date_column is None):
            raise ValueError(
                "samples.split is prospective, and a table has no days of landslides: give inventory with date_column, or "
                "choose another split"
            )
        if table is not None and (table.label is not None) == (inventory is not None):
            if table.label is not None:
                raise ValueError(
                    "units.table.label and inventory are given: which units have a landslide is known from a column of the "
                    "table or from a file of landslides, so leave one of them out"
                )
            if self.models.apply is None:
                raise ValueError(
                    "units.table.label must be given and is missing: the column that is 1 with a landslide and 0 without. "
                    "Where the landslides are a file of their own, give inventory in its place (only models.apply does "
                    "without both)"
                )
        if table is not None:
            self._require_columns(table)
            self._take_kinds(table)
            self._require_factors(self.factor_list())
        return self

    def _take_kinds(self, table: TableSettings) -> None:
        """Let the table know of the kinds that ``factors.more`` gives its columns."""
        listed = {"classes": list(table.categorical), "circular": list(table.circular)}
        for name, own in self.factors.more.items():
            if own.kind in listed and name not in listed[own.kind]:
                listed[own.kind].append(name)
        kinds = {"categorical": listed["classes"], "circular": listed["circular"]}
        units = self.units.model_copy(update={"table": table.model_copy(update=kinds)})
        object.__setattr__(self, "units", units)  # a section is frozen once the config is checked

    def factor_list(self) -> tuple[Factor, ...]:
        """All factors of the run, in the order in which the models see them."""
        return factor_list(self.factors, self.units.table, deformation=self.sar is not None)

    def factor_identities(self) -> dict[str, dict[str, Any]]:
        """By what the factors of two runs are known to be the same, by name."""
        return factor_identities(self.factor_list(), self.factors)

    @property
    def has_models(self) -> bool:
        """Whether susceptibility is modelled; else there is deformation alone."""
        return self.inventory is not None or self.units.table is not None or self.models.apply is not None

    def monotone(self) -> dict[str, str]:
        """Factors with which the index may only rise or only fall, wherever the config says so."""
        own = {name: own.monotone for name, own in self.factors.more.items() if own.monotone is not None}
        return {**own, **self.models.monotone}

    def _require_sources(self) -> None:
        """Each factor of the user's own must say what it is made from, and when."""
        without = [name for name, own in self.factors.more.items() if not own.source]
        if without:
            raise ValueError(
                f"factors.more.{without[0]} has no source: give raster, polygons, distance_to, density_of or series"
            )
        moving = [name for name, own in self.factors.more.items() if own.dynamic]
        if moving and self.sar is None:
            raise ValueError(
                f"factors.more.{moving[0]} is dynamic, but without sar there is no date of assessment: give `until`, its "
                "last day, and dynamic: false"
            )

    def _require_columns(self, table: TableSettings) -> None:
        """What is said of columns of a ready table must be of its factors, and agree with it."""
        columns = [*table.factors, *table.dynamic_factors]
        foreign = [name for name in self.factors.more if name not in columns]
        if foreign:
            raise ValueError(
                f"factors.more.{foreign[0]} is no factor of the table: list the column in units.table.factors or "
                "dynamic_factors"
            )
        made = [name for name, own in self.factors.more.items() if own.source]
        if made:
            raise ValueError(
                f"factors.more.{made[0]} has a source, but the factors are columns of the table: leave the source out"
            )
        for name, own in self.factors.more.items():
            listed = {"classes": name in table.categorical, "circular": name in table.circular}
            said = [kind for kind, there in listed.items() if there and own.kind not in (None, kind)]
            if said:
                raise ValueError(
                    f"factors.more.{name} is {own.kind}, but units.table says {said[0]}: correct one of them"
                )

    def _require_factors(self, factors: Sequence[Factor]) -> None:
        """The models must not be told of factors that there are none of, nor of a direction that none can have."""
        every = {factor.name: factor for factor in factors}
        if self.units.table is None:  # what this run leaves out, another with the same section has
            every = {**{factor.name: factor for factor in (*STUDY, *DEFORMATION)}, **every}
        known = list(every)
        for key, names in (
            ("predictors_exclude", self.models.predictors_exclude),
            ("predictors_accepted", self.models.predictors_accepted),
            ("monotone", self.models.monotone),
        ):
            unknown = [name for name in names if name not in known]
            if unknown:
                raise ValueError(
                    f"models.{key} names {', '.join(unknown)}, which is no factor: choose among "
                    f"{', '.join(known)}"
                )
        thinned = self.models.thinning.factors if self.models.thinning is not None else []
        wrong = [
            name
            for name in thinned
            if name not in every or every[name].dynamic or every[name].kind in ("classes", "circular")
        ]
        if wrong:
            raise ValueError(
                f"models.thinning.factors names {', '.join(wrong)}, which is no static factor that is a number: choose a "
                "distance to roads, an NDVI, or another one that grows where landslides are overlooked"
            )
        classes = [factor.name for factor in factors if factor.kind == "classes" and not factor.dynamic]
        if self.samples.regions is not None and self.samples.regions not in classes:
            raise ValueError(
                f"samples.regions is {self.samples.regions}, which is no static factor of classes of this run: name one "
                f"({', '.join(classes) or 'there is none'}); of a number nearly each unit would be a region of its own"
            )
        without = [name for name in self.models.monotone if not every[name].has_direction]
        if without:
            raise ValueError(
                f"models.monotone names {' and '.join(without)}, which cannot be monotone: a direction is circular, and "
                "classes have no order"
            )
        free = [name for name in self.models.mapped if not self.models.entry_of(name).takes_monotone]
        if free and self.monotone():
            key = "algorithms" if free[0] in self.models.algorithms else "plugins"
            raise ValueError(
                f"models.{key} has {', '.join(free)}, which cannot be held to rise or fall with "
                f"{', '.join(self.monotone())}: leave one of the two out (models.baseline evaluates without constraints)"
            )
