"""Inputs that only the report uses: places, exposed features, photographs. Their names, checks and outlines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from scarpwatch.config.settings import Config
from scarpwatch.inputs.areas import units_area
from scarpwatch.inputs.photos import check_photos, photo_files
from scarpwatch.inputs.rasters.checks import Area
from scarpwatch.inputs.tables.ready_table import ReadyTable
from scarpwatch.inputs.vectors.exposure import check_exposed, check_places
from scarpwatch.inspection.input_files import exposed_key
from scarpwatch.inspection.outlines import Outline, vector_outline
from scarpwatch.units.ready_labels import require_polygons

PLACES, PHOTOS = "places", "photos"


def report_checks(config: Config) -> Iterator[tuple[str, Callable[[Area], dict[str, Any]]]]:
    """Name among the inputs and check of each, given the DEM's area."""
    yield from exposure_checks(config)
    if config.report.photos is not None:
        yield PHOTOS, partial(check_own_photos, config)


def exposure_checks(config: Config) -> Iterator[tuple[str, Callable[[Area], dict[str, Any]]]]:
    """The same of places and exposed features, given the area of DEM or units."""
    report = config.report
    if report.places is not None:
        places = report.places
        yield PLACES, partial(check_places, places.file, column=places.column, layer=places.layer)
    for name, exposed in report.exposure.items():
        key = exposed_key(name)
        yield key, partial(check_exposed, exposed.file, key=key, layer=exposed.layer)


def exposure_area(config: Config, table: ReadyTable) -> Area:
    """The area of the units of a ready table, of which places and exposure are to be told.

    Raises
    ------
    InputError
        If the units have no outlines or no coordinate system.
    """
    assert config.units.table is not None
    given = [f"report.{name}" for name in ("places", "exposure") if getattr(config.report, name)]
    path, keys = config.units.table.file, " and ".join(given)
    told = f"what lies near and in them ({keys})"
    return units_area(path, require_polygons(table, path, told=told, instead=f"leave {keys} out"))


def check_own_photos(config: Config, area: Area | None) -> dict[str, Any]:
    """Check the photographs, which the config must name.

    Raises
    ------
    InputError
        As :func:`scarpwatch.inputs.photos.check_photos`.
    """
    photos = config.report.photos
    assert photos is not None
    return check_photos(photos.folder, photo_files(photos.folder), area, photos.table)


def report_outlines(config: Config) -> list[tuple[str, Callable[[], Outline]]]:
    """Name among the inputs, and what finds out where the features of each lie."""
    layers: list[tuple[str, Any]] = [(PLACES, config.report.places)] if config.report.places else []
    layers += [(exposed_key(name), exposed) for name, exposed in config.report.exposure.items()]
    return [(name, partial(vector_outline, name, said.file, layer=said.layer)) for name, said in layers]


def report_titles(config: Config) -> dict[str, str]:
    """Names of the exposed features among the inputs to what people call them."""
    return {
        exposed_key(name): f"Exposed: {exposed.title or name}"
        for name, exposed in config.report.exposure.items()
    }
