"""A look at a ready table of units: what it holds, and columns with target leakage."""

from __future__ import annotations

from functools import partial

import pandas as pd

from scarpwatch.config.settings import Config
from scarpwatch.inputs.tables.ready_table import ReadyTable, describe_table, read_ready_table
from scarpwatch.inspection.checks import check_table_inventory
from scarpwatch.inspection.findings import Findings
from scarpwatch.inspection.report_inputs import PHOTOS, check_own_photos, exposure_area, exposure_checks
from scarpwatch.learning.predictors.features import ready_columns
from scarpwatch.learning.predictors.leakage import Leak, leaks_of_table, refuse_leaks
from scarpwatch.units.places import place_columns
from scarpwatch.units.ready_labels import label_ready_units

PART, LANDSLIDES = "table", "inventory"


def look_at_table(config: Config, found: Findings) -> None:
    """Lines about ``units.table``; nothing without one."""
    settings = config.units.table
    if settings is None:
        return
    table: ReadyTable | None = found.attempt(
        PART, partial(read_ready_table, settings, need_landslides=config.models.apply is None)
    )
    if table is None:
        return
    found.describe(PART, found.attempt(PART, partial(describe_table, table)) or {})
    if surroundings := dict(exposure_checks(config)):
        area = found.attempt(PART, partial(exposure_area, config, table))
        for name, check in surroundings.items() if area is not None else ():
            found.describe(name, found.attempt(name, partial(check, area)) or {})
    if config.report.photos is not None:
        found.describe(PHOTOS, found.attempt(PHOTOS, partial(check_own_photos, config, None)) or {})
    if config.inventory is not None:
        checked = found.attempt(LANDSLIDES, partial(check_table_inventory, config, table))
        found.describe(LANDSLIDES, checked or {})
        if checked is None:
            return
    models = config.models
    if models.apply is not None:  # nothing is trained on it, so nothing can leak
        return
    looked = found.attempt(PART, partial(_leaks, table, config))
    if looked is None:
        return
    leaks, placed = looked
    found.attempt(
        PART, partial(refuse_leaks, leaks, accepted=models.predictors_accepted, where=settings.file)
    )
    for leak in leaks:
        if not leak.refused or leak.factor in models.predictors_accepted:
            text = f"{leak.factor} may leak the target (made from the landslides): {leak.evidence}"
            found.note(PART, text, "factor with possible target leakage")
    if not placed:
        found.note(
            PART,
            "the units have no coordinates, so target leakage by a factor smoothed from the landslides cannot be detected",
        )


def _leaks(table: ReadyTable, config: Config) -> tuple[list[Leak], bool]:
    factors = config.factor_list()
    unit_id = pd.Series(range(1, len(table.names) + 1), name="unit_id")
    parts = [ready_columns(table.factors, factors, dynamic=dynamic) for dynamic in (False, True)]
    joined = pd.concat([unit_id, place_columns(table.places, table.area_m2), *parts], axis=1)
    assert config.units.table is not None
    labels, _ = label_ready_units(table, config.units.table.file, config.inventory, need_landslides=True)
    dynamic = any(factor.dynamic for factor in factors)
    return leaks_of_table(joined, labels, factors, dynamic=dynamic, exclude=config.models.predictors_exclude)
