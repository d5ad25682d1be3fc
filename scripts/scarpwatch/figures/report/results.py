"""All that a report may show, read from the files of a run; every part is optional."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyogrio import read_dataframe

from scarpwatch.algorithms.algorithm import AlgorithmLook, model_name, read_looks
from scarpwatch.factors.factor import Factor, read_factors, titles
from scarpwatch.figures.entries import FigureEntry
from scarpwatch.figures.maps.cartography import read_for_map
from scarpwatch.figures.report.basis.names import UNIT_NAMES
from scarpwatch.figures.report.basis.page import Picture
from scarpwatch.figures.report.basis.reading import (
    area_and_grid,
    optional_json,
    optional_table,
    read_models,
    software_versions,
    with_declared_units,
)
from scarpwatch.figures.report.basis.result_tables import Model, Table
from scarpwatch.figures.report.parts.errors import Errors, read_errors
from scarpwatch.figures.report.parts.reliability import Reliability, read_reliability
from scarpwatch.figures.report.picture_words import picture_words
from scarpwatch.files.csv_tables import read_csv
from scarpwatch.files.decision_records import read_decisions, read_notes
from scarpwatch.files.json_files import read_json
from scarpwatch.insar.network.table import read_network

MAIN_MAP = "map_"
"""How the name of the figure begins that is the map of the main model on a page of its own; the report has one."""

LEADING = ("susceptibility", "deformation")
"""Figures of which the first that a run has stands beside the verdict where there is no such map."""


@dataclass(frozen=True)
class Results:
    """All that a report may show.

    Attributes
    ----------
    config : mapping
        The validated config, as plain values.
    assessment : str
        ``static`` or the date of the last scene, YYYY-MM-DD.
    area_km2 : float or None
        Area with elevation data; None with a ready table.
    grid : str or None
        Cell size and CRS in words.
    figures : PNG files, named by their stems
    entries : what the figures of the run say of themselves, see :mod:`scarpwatch.figures.entries`
    factors : those that the assessment has, in the order in which people see them
    left_out : static factors of the study that the config does not give
    origins : factor to what it is made from, in words; empty where the study's factors are all there are
    rate : array or None
        Deformation rates of the map, cm/yr, NaN = no measurement.
    network : table or None
    quality, closure, registration, corrections, truth, decomposition, comparison, controls, delineation, inventory, samples, folds
        Mappings: contents of the files of the same meaning; None where the run has none.
    units, deformation_units : tables or None
        One row per unit: static and deformation factors.
    looks : of the algorithms, by name
    models : models with their results, the static ones first
    reliability : importance, collinearity and reliability of the static and of the coupled models
    probability : name of each model and how its index was calibrated to probabilities
    counts : number of landslides per unit and its model, from its record; None where it is not looked at
    count_groups : observed over expected of that model; None where there is none
    transfer : of models of another area, their skill here: of the static and of the coupled ones
    errors : of the models on units that did not train, with the names of the models
    decisions : what the program decided by itself, from the records of the steps
    notes : what the checks noted about the inputs, as sentences
    versions : mapping of package to version
    verdict : what ``verdict.json`` holds
    priority : the units that matter most, ``priority_units.csv``; None without models
    crs : name of the CRS of the maps; empty where it is not known
    exposure : what lies near and in the units, ``exposure.parquet``; None where nothing is given
    inputs : what was found in the files, ``validation.json``
    rated : units of the main model's map with their class; None without radar data and models
    photos : field photographs, ``photos.parquet``; None where none are given
    points : rates at the points of the series, ``points.csv``; None without a series
    profile : AUC by distance to the samples, ``error_profile.csv``; None without models that were trained here
    response : of the main model to its leading factors, ``response.csv``; None as for ``profile``
    """

    config: Mapping[str, Any]
    assessment: str
    area_km2: float | None
    grid: str | None
    figures: Sequence[str | Path]
    entries: Sequence[FigureEntry]
    factors: Sequence[Factor] = ()
    left_out: Sequence[Factor] = ()
    origins: Mapping[str, str] = field(default_factory=dict)
    rate: NDArray[np.float64] | None = None
    network: pd.DataFrame | None = None
    quality: Mapping[str, Any] | None = None
    closure: Mapping[str, Any] | None = None
    registration: Mapping[str, Any] | None = None
    corrections: Mapping[str, Any] | None = None
    truth: Mapping[str, Any] | None = None
    decomposition: Mapping[str, Any] | None = None
    looks: Mapping[str, AlgorithmLook] = field(default_factory=dict)
    models: Sequence[Model] = ()
    comparison: Mapping[str, Any] | None = None
    controls: Mapping[str, Any] | None = None
    units: pd.DataFrame | None = None
    delineation: Mapping[str, Any] | None = None
    inventory: Mapping[str, Any] | None = None
    samples: Mapping[str, int] | None = None
    folds: Mapping[str, Any] | None = None
    deformation_units: pd.DataFrame | None = None
    reliability: Sequence[Reliability] = ()
    probability: Sequence[tuple[str, Mapping[str, Any]]] = ()
    counts: Mapping[str, Any] | None = None
    count_groups: pd.DataFrame | None = None
    transfer: Sequence[Mapping[str, Any]] = ()
    errors: Sequence[Errors] = ()
    decisions: Sequence[Mapping[str, Any]] = ()
    notes: Sequence[str] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    verdict: Mapping[str, Any] = field(default_factory=dict)
    priority: pd.DataFrame | None = None
    crs: str = ""
    exposure: pd.DataFrame | None = None
    inputs: Mapping[str, Any] = field(default_factory=dict)
    rated: pd.DataFrame | None = None
    photos: pd.DataFrame | None = None
    points: pd.DataFrame | None = None
    profile: pd.DataFrame | None = None
    response: pd.DataFrame | None = None

    @property
    def lead(self) -> Picture | None:
        """The figure beside the verdict, which no section shows again."""
        shown = self._shown()
        own = [name for name in shown if name.startswith(MAIN_MAP)]
        return next((shown[name][1] for name in (*own, *LEADING) if name in shown), None)

    def _shown(self) -> dict[str, tuple[FigureEntry, Picture]]:
        """The figures that are there, by name."""
        paths = {Path(path).stem: Path(path) for path in self.figures}
        return {
            entry.name: (entry, Picture(paths[entry.name], *picture_words(entry, self)))
            for entry in self.entries
            if entry.name in paths
        }

    @property
    def ready_table(self) -> Mapping[str, Any] | None:
        """Section ``units.table`` of the config, where factors come from a ready table."""
        return (self.config.get("units") or {}).get("table")

    @property
    def moving(self) -> str:
        """What coupled models have beside static ones."""
        alone = all(factor.source == "deformation" for factor in self.factors if factor.dynamic)
        return "deformation" if self.ready_table is None and alone else "the dynamic factors"

    @property
    def titles(self) -> dict[str, str]:
        """Factor to what tables call it."""
        return titles(self.factors)

    @property
    def has_places(self) -> bool:
        """Whether the units have coordinates."""
        return self.ready_table is None or (self.units is not None and "x" in self.units)

    @property
    def unit_name(self) -> str:
        """What the mapping units are called."""
        return UNIT_NAMES.get((self.config.get("units") or {}).get("source", ""), "mapping units")

    def items(self, section: str, *tables: tuple[int, Sequence[Table]]) -> tuple[Picture | Table, ...]:
        """The pictures of a section that are there and its tables, by their order.

        Parameters
        ----------
        section : anchor of the section
        tables : (order, tables of that place)
        """
        lead = self.lead
        placed: list[tuple[int, Sequence[Picture | Table]]] = [
            (entry.order, [picture])
            for entry, picture in self._shown().values()
            if entry.section == section and picture != lead
        ]
        in_order = sorted([*placed, *tables], key=lambda place: place[0])
        return tuple(item for _, items in in_order for item in items)


#: Files that the report reads, by the names of :func:`read_results`; each may be absent (an empty list).
FILES = (
    "errors", "coupled_errors", "dem", "network", "rate", "quality", "closure", "registration", "corrections", "truth", "decomposition",
    "metrics", "classes", "importance", "coupled_metrics", "coupled_classes", "coupled_importance",
    "comparison", "controls", "reliability", "coupled_reliability", "ranking", "coupled_ranking",
    "collinearity", "coupled_collinearity", "units", "delineation", "labels", "samples", "folds", "deformation",
    "densities", "decided", "transfer", "coupled_transfer",
    "counts", "count_groups", "probability", "coupled_probability", "verdict", "priority", "exposure", "photos", "inputs",
    "rated", "points", "profile", "response",
)  # fmt: skip


def read_results(
    files: Mapping[str, Any],
    *,
    config: Mapping[str, Any],
    assessment: str,
    algorithms: Sequence[Mapping[str, Any]],
    figures: Sequence[str | Path],
    entries: Sequence[FigureEntry],
    factors: Mapping[str, Any],
) -> Results:
    """All that the report shows, from the files that the steps wrote.

    Parameters
    ----------
    files : mapping of each of ``FILES`` to a path, a list of paths (one per algorithm), or an empty list
    algorithms : looks, as records, in the order of the lists of paths
    factors : records of the factors (``run``), of those ``left_out``, and ``origins``, see `Results`

    Raises
    ------
    InputError
        If a file is missing or damaged.
    """
    area_km2, grid, crs = area_and_grid(files["dem"]) if files["dem"] else (None, None, "")
    looks = read_looks(algorithms)
    models: list[Model] = []
    probability: list[tuple[str, Mapping[str, Any]]] = []
    reliability: list[Reliability] = []
    errors: list[Errors] = []
    for coupled, prefix in ((False, ""), (True, "coupled_")):
        metrics, classes, importance = (
            files[f"{prefix}{name}"] for name in ("metrics", "classes", "importance")
        )
        models += read_models(list(looks.values()), metrics, classes, importance, coupled=coupled)
        told = zip(looks.values(), files[f"{prefix}probability"], strict=False)
        probability += [(model_name(look, coupled), read_json(path)) for look, path in told]
        records, ranking, collinearity = (
            files[f"{prefix}{name}"] for name in ("reliability", "ranking", "collinearity")
        )
        reliability += read_reliability(looks, records, ranking, collinearity, coupled=coupled)
        errors += read_errors(looks, files[f"{prefix}errors"], coupled=coupled)
    plain = (
        "quality", "closure", "registration", "corrections", "truth", "decomposition", "comparison", "controls",
        "delineation", "samples", "folds", "counts",
    )  # fmt: skip
    return Results(
        config=config,
        assessment=assessment,
        area_km2=area_km2,
        grid=grid,
        figures=figures,
        entries=entries,
        factors=with_declared_units(read_factors(factors["run"]), files["densities"]),
        left_out=read_factors(factors["left_out"]),
        origins=factors["origins"],
        rate=read_for_map(files["rate"])[0] if files["rate"] else None,
        network=pd.DataFrame(read_network(files["network"])) if files["network"] else None,
        looks=looks,
        models=models,
        probability=probability,
        units=optional_table(files["units"]),
        inventory=optional_json(files["labels"]),
        deformation_units=optional_table(files["deformation"]),
        reliability=reliability,
        errors=errors,
        count_groups=read_csv(files["count_groups"]) if files["count_groups"] else None,
        transfer=[read_json(files[name]) for name in ("transfer", "coupled_transfer") if files[name]],
        decisions=read_decisions(files["decided"]),
        notes=read_notes(files["decided"]),
        versions=software_versions(),
        verdict=read_json(files["verdict"]),
        priority=read_csv(files["priority"]) if files["priority"] else None,
        crs=crs,
        exposure=optional_table(files["exposure"]),
        inputs=optional_json(files["inputs"]) or {},
        rated=read_dataframe(files["rated"], read_geometry=False) if files["rated"] else None,
        photos=optional_table(files["photos"]),
        points=read_csv(files["points"], dtype={"name": str, "note": str}) if files["points"] else None,
        profile=read_csv(files["profile"]) if files["profile"] else None,
        response=read_csv(files["response"]) if files["response"] else None,
        **{name: optional_json(files[name]) for name in plain},
    )
