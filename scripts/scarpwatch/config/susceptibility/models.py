"""Section `models`: the learning algorithms."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, field_validator, model_validator

from scarpwatch.algorithms.algorithm import Algorithm as Entry
from scarpwatch.algorithms.plugin import planned_algorithm
from scarpwatch.algorithms.registry import BASELINE, ENTRIES, NAMES
from scarpwatch.config.common.base import FilePath, Real, Section, Text, Whole, setting

if TYPE_CHECKING:
    Algorithm = str
else:  # a Literal whose values are known when the program runs
    Algorithm = Literal[NAMES]

_OWN_NAME = re.compile(r"(?!.*_class$)[a-z][a-z0-9_]{0,39}")  # maps end in .tif and in _class.tif
_NAMED = ", ".join(f"`{name}` ({entry.title})" for name, entry in ENTRIES.items())
_MADE_OF_OTHERS = " and ".join(f"`{name}`" for name, entry in ENTRIES.items() if entry.ensemble)
_TAKE_NONE = " or ".join(entry.title for entry in ENTRIES.values() if not entry.takes_monotone)


class ThinningSettings(Section):
    """Training again without landslides that the inventory may lack: far from roads, under forest."""

    factors: list[Text] = setting(
        description="Static factors with whose highest values landslides may be missing, such as `distance_to_roads` or "
        "`ndvi`: in turn, landslide units among the third with the highest values are taken out.",
        min_length=1,
    )
    share: Real = setting(
        0.5,
        description="Share of those landslide units that is taken out.",
        unit="1",
        gt=0.0,
        le=1.0,
    )
    seeds: Whole = setting(
        5,
        description="How often they are drawn; each time, and for each factor, three models are trained.",
        unit="seeds",
        ge=1,
        le=1000,
    )


class TuningSettings(Section):
    """Search for better parameters, on training units alone: `candidates` times `folds` trainings for each model,
    and as many again for each fold of the cross-validation."""

    candidates: Annotated[Whole, Field(ge=0, le=200)] | Literal["auto"] = setting(
        "auto",
        description="Settings to try, the untuned ones among them, which stay unless another is clearly "
        "better in inner cross-validation. 0 or 1: no tuning. `auto`: 10 with at least `from_units` training units, "
        "and no tuning with fewer.",
        unit="settings",
    )
    from_units: Whole = setting(
        1000,
        description="Training units from which on `candidates: auto` tunes: with some hundred it gains little for "
        "certain.",
        unit="units",
        ge=0,
        le=1000000000,
    )
    max_units: Whole = setting(
        10000,
        description="With more training units the search is done on so many, drawn with the same share of both "
        "classes; the chosen settings then train on all.",
        unit="units",
        ge=100,
        le=1000000000,
    )
    folds: Whole = setting(
        3,
        description="Inner folds, cut from the training units as spatial blocks.",
        unit="folds",
        ge=2,
        le=10,
    )
    repeats: Whole = setting(
        1,
        description="Where there is tuning, the skill is told from at most so many of the repeats of the cross-validation "
        "(`samples.fold_repeats`), as the search is done anew in each of their folds.",
        unit="1",
        ge=1,
        le=100,
    )
    early_stopping: bool = setting(
        True,
        description="While tuning, boosters stop adding trees when the inner held-out fold gains nothing; the "
        "median number of trees is then used.",
    )


class ModelsSettings(Section):
    """The models; each is fitted on static factors and, where there are radar data, on coupled factors."""

    algorithms: list[Algorithm] = setting(
        lambda: ["rf", "lightgbm", "xgboost"],
        description=f"Any of {_NAMED}; each is mapped and explained. {_MADE_OF_OTHERS} are made of the others that are "
        "listed or in `plugins`, at least two. It may be empty where `plugins` is not.",
    )
    main: Text | None = setting(
        None,
        description="The algorithm of the map that the report shows first, lists units of and gives its verdict on, named "
        "before the skills are known. Null: the first of `algorithms`, or of `plugins` where that is empty; never the one "
        "with the best skill, which would be optimistic by that choice.",
    )
    plugins: list[FilePath] = setting(
        list,
        description="Python files, each with a learning algorithm of the user's own that is named like its file and "
        "trained, mapped and explained beside `algorithms`; their code is run.",
    )
    apply: FilePath | None = setting(
        None,
        description="Folder `results` of a finished run of another area whose models are applied here; nothing is then "
        "trained here for the maps. Factors are matched by name, unit and kind. Of this section, `algorithms`, `plugins`, "
        "`explain_units` and `uncertainty_seeds` count; all else is as it was when the models were trained. See "
        "[transfer.md](transfer.md).",
    )
    baseline: bool = setting(
        True,
        description=f"Train and evaluate {ENTRIES[BASELINE].title} beside them. Unless it is among them, it is not "
        "mapped.",
    )
    trees: Whole = setting(300, description="Number of trees in each model.", unit="trees", ge=10, le=5000)
    class_weights: Literal["none", "balanced"] = setting(
        "none",
        description="`balanced`: both classes weigh the same in training, whatever their numbers "
        "(`samples.negatives_per_positive`).",
    )
    monotone: dict[str, Literal["increasing", "decreasing"]] = setting(
        dict,
        description="Factors with which the index may only rise or only fall, for instance `{slope: "
        f"increasing}}`; not directions or classes, and not in {_TAKE_NONE}: the baseline is trained without.",
    )
    tuning: TuningSettings = Field(default_factory=TuningSettings, description="Search for parameters.")
    predictors_exclude: list[Text] = setting(
        list, description="Factors that are mapped and tabulated but kept out of the models."
    )
    predictors_accepted: list[Text] = setting(
        list,
        description="Factors that stay in the models despite signs of target leakage. "
        "Only for what was measured without knowing where landslides are.",
    )
    drop_collinear: bool = setting(
        False,
        description="Leave factors out until no variance inflation exceeds `max_vif`. Otherwise collinear "
        "factors are reported only.",
    )
    max_vif: Real = setting(
        10.0,
        description="Variance inflation above which factors count as collinear.",
        unit="1",
        ge=2,
        le=1000,
    )
    counts: Literal["auto", "on", "off"] = setting(
        "auto",
        description="A model of the number of landslides per unit (Poisson, with the area as offset), and maps of their "
        "density. `auto`: where at least a fifth of the landslide units hold more than one landslide; otherwise the "
        "density that is observed is mapped alone. Of a ready table they are modelled with `on` alone, which needs the "
        "areas of the units and a label column that counts.",
    )
    explain_units: Whole = setting(
        50000,
        description="Predictions are explained (SHAP) for this many units, those with the highest "
        "index first (of a forest 2 to 3 CPU ms a unit with some hundred training units, half a second with 50,000). 0: for none "
        "but the validation units.",
        unit="units",
        ge=0,
        le=100000000,
    )
    uncertainty_seeds: Whole = setting(
        2,
        description="Each model is trained this many times more for each fold of its samples, for the model "
        "uncertainty: how much its scores depend on the samples.",
        unit="seeds",
        ge=1,
        le=1000,
    )

    flat_below_deg: Real = setting(
        5.0,
        description="Skill is also told for the units of at least this mean slope: flats are easy to tell from "
        "landslide units and raise the AUC.",
        unit="degrees",
        ge=0.0,
        le=45.0,
    )

    thinning: ThinningSettings | None = setting(
        None,
        description="How far the map would move if more landslides were missing where inventories have gaps. null: not told.",
    )

    cost_ratios: list[Annotated[Real, Field(gt=0.0, le=1e6)]] = setting(
        lambda: [1.0, 5.0, 10.0],
        description="Costs of a landslide unit that is missed, each in costs of a false alarm, for which the table of "
        "thresholds tells the cost and the threshold where it is least.",
        unit="1",
        min_length=1,
        max_length=6,
    )

    repeats: Whole = setting(
        2,
        description="Repetitions of random and of spatial cross-validation over which static and coupled models "
        "are compared.",
        unit="1",
        ge=1,
        le=100,
    )

    control_seeds: Whole = setting(
        20,
        description="Seeds over which negative controls are averaged: permuted labels, a noise factor (at most ten), "
        "permuted deformation.",
        unit="1",
        ge=2,
        le=1000,
    )

    @field_validator("algorithms", "predictors_exclude", "predictors_accepted")
    @classmethod
    def _no_repeats(cls, value: list[str]) -> list[str]:
        repeated = sorted({item for item in value if value.count(item) > 1})
        if repeated:
            raise ValueError(f"{', '.join(repeated)} is listed more than once: list each name once")
        return value

    @model_validator(mode="after")
    def _own_algorithms(self) -> ModelsSettings:
        if not self.algorithms and not self.plugins:
            raise ValueError(
                "models.algorithms is empty, so nothing is trained: list one, or give models.plugins"
            )
        names = [path.stem for path in self.plugins]
        bad = [
            path.name for path in self.plugins if path.suffix != ".py" or not _OWN_NAME.fullmatch(path.stem)
        ]
        if bad:
            raise ValueError(
                f"models.plugins has {', '.join(bad)}, which cannot name an algorithm: call the file by small letters, "
                "digits and underscores, a letter first, at most 40, and not ending in _class, then .py"
            )
        twice = sorted({name for name in names if names.count(name) > 1 or name in ENTRIES})
        if twice:
            raise ValueError(
                f"models.plugins has {', '.join(twice)}, which is the name of another algorithm: give the file another"
            )
        return self

    @model_validator(mode="after")
    def _main_is_mapped(self) -> ModelsSettings:
        if self.main is not None and self.main not in self.mapped:
            raise ValueError(
                f"models.main is {self.main}, which is not mapped: name one of {', '.join(self.mapped)}"
            )
        return self

    @model_validator(mode="after")
    def _enough_members(self) -> ModelsSettings:
        ensembles = [name for name in self.algorithms if ENTRIES[name].ensemble]
        if ensembles and len(self.members) < 2:
            raise ValueError(
                f"models.algorithms has {' and '.join(ensembles)}, which is made of the other algorithms that are listed: "
                "list at least two beside"
            )
        return self

    @property
    def members(self) -> list[str]:
        """The algorithms that ensembles are made of: all that are mapped and no ensembles."""
        return [name for name in self.mapped if name not in ENTRIES or not ENTRIES[name].ensemble]

    @property
    def plugin_files(self) -> dict[str, str]:
        """The user's own algorithms: name to file."""
        return {path.stem: str(path) for path in self.plugins}

    @property
    def mapped(self) -> list[str]:
        """The algorithms that are mapped: those of the program, then the user's own."""
        return [*self.algorithms, *self.plugin_files]

    @property
    def leading(self) -> str:
        """The algorithm of the main map: the one that is named, or the first; the choice looks at no result."""
        return self.main or self.mapped[0]

    @property
    def evaluated(self) -> list[str]:
        """The algorithms that are trained and evaluated: those that are mapped first, then the baseline."""
        more = [BASELINE] if self.baseline and BASELINE not in self.algorithms else []
        return [*self.mapped, *more]

    def entry_of(self, name: str) -> Entry:
        """What is known of an algorithm of the run."""
        own = self.plugin_files
        return planned_algorithm(own[name]) if name in own else ENTRIES[name]
