"""Reading what the report shows; every file but the DEM is optional."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from scarpwatch.algorithms.algorithm import AlgorithmLook
from scarpwatch.factors.factor import Factor
from scarpwatch.figures.maps.cartography import read_for_map
from scarpwatch.figures.report.basis.result_tables import Model
from scarpwatch.files.csv_tables import read_csv
from scarpwatch.files.json_files import read_json
from scarpwatch.files.records import read_table
from scarpwatch.grids.grid import read_grid, read_tags
from scarpwatch.inputs.vectors.density_kind import shown_unit

PACKAGES = (
    "snakemake", "numpy", "scipy", "pandas", "xarray", "rasterio", "geopandas", "shapely", "pyflwdir",
    "whirlwind-insar", "snaphu", "scikit-learn", "lightgbm", "xgboost", "xgboost-cpu", "matplotlib",
)  # fmt: skip


def area_and_grid(dem: str | Path) -> tuple[float, str, str]:
    """Area with elevation data in km2, the analysis grid in words, and its CRS.

    Raises
    ------
    InputError
        If the DEM cannot be read.
    """
    elevation, shown = read_for_map(dem)
    width, height = shown.cell_size
    area = float(np.isfinite(elevation).sum()) * width * height / 1e6
    grid = read_grid(dem)
    crs = grid.crs.to_string() if grid.crs else "no CRS"
    return area, f"{grid.shape[1]:,} × {grid.shape[0]:,} cells of {grid.cell_size[0]:.4g} m, {crs}", crs


def with_declared_units(factors: Sequence[Factor], densities: Sequence[str | Path]) -> list[Factor]:
    """Factors with the units of densities, which follow from the features and are known once they are measured.

    Parameters
    ----------
    densities : rasters, each named by its factor

    Raises
    ------
    InputError
        If one cannot be read.
    """
    declared = {Path(path).stem: shown_unit(read_tags(path).get("UNITS", "")) for path in densities}
    return [replace(factor, unit=declared.get(factor.name, factor.unit)) for factor in factors]


def optional_json(path: str | Path | Sequence[str]) -> dict[str, Any] | None:
    """A JSON file; None where no path is given.

    Raises
    ------
    InputError
        If the file is missing or damaged.
    """
    return read_json(str(path)) if path else None


def optional_table(path: str | Path | Sequence[str]) -> pd.DataFrame | None:
    """A Parquet table; None where no path is given.

    Raises
    ------
    InputError
        If the file is missing or damaged.
    """
    return read_table(str(path)) if path else None


def read_models(
    looks: Sequence[AlgorithmLook],
    metrics: Sequence[str],
    classes: Sequence[str],
    importance: Sequence[str],
    *,
    coupled: bool,
) -> list[Model]:
    """Models with their metrics, class tables and importance; none where no files are given.

    Parameters
    ----------
    metrics, importance : paths, one per algorithm in the same order, or empty where other ground trained the models
    classes : paths in the same order; algorithms at the end may have none, those that are not mapped

    Raises
    ------
    InputError
        If a metrics file is missing or damaged.
    """
    if not metrics and not classes:
        return []
    trained = bool(metrics)
    return [
        Model(
            look,
            coupled,
            (optional_json(metrics[index]) or {}) if trained else {},
            read_csv(classes[index]) if index < len(classes) else None,
            read_csv(importance[index]) if trained else pd.DataFrame(),
        )
        for index, look in enumerate(looks)
    ]


def software_versions() -> dict[str, str]:
    """Versions of Python and of the packages that are installed where the report is written."""
    versions = {"Python": platform.python_version()}
    for name in PACKAGES:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return versions
