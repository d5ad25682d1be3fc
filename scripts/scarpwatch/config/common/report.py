"""Section `report`: what the report tells beside its results, from files of the user's."""

from __future__ import annotations

import re

from pydantic import field_validator

from scarpwatch.config.common.base import FilePath, Section, Text, setting

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_LONGEST = 40


class PlacesSettings(Section):
    """Named places, to tell where a unit lies."""

    file: FilePath = setting(
        description="Points, lines or polygons with names: a vector file, or a table (CSV) with columns of longitude and latitude."
    )
    layer: Text | None = setting(None, description="Layer of a file that has several. null: the only one.")
    column: Text = setting(
        "name", description="Column with the names; features without one are left out.", min_length=1
    )


class ExposedSettings(Section):
    """Features whose length or number in each unit is told."""

    file: FilePath = setting(
        description="Lines, whose length in a unit is told, or points or polygons, which are counted: a vector file or a table."
    )
    layer: Text | None = setting(None, description="Layer of a file that has several. null: the only one.")
    title: Text | None = setting(
        None, description="What tables call them. null: the name of the section.", min_length=1, max_length=40
    )


class PhotosSettings(Section):
    """Field photographs."""

    folder: FilePath = setting(
        description="Folder with JPEG, PNG, WebP or TIFF files, whose coordinates are in their EXIF data."
    )
    table: FilePath | None = setting(
        None,
        description="Table (CSV) with the columns `file`, `longitude`, `latitude` and, if wanted, `caption`: these "
        "photographs alone are shown. Blank coordinates are taken from the file.",
    )


class ReportSettings(Section):
    """What the report tells beside its results."""

    places: PlacesSettings | None = setting(
        None,
        description="Named places: each unit is told its nearest one, and the map of the study area has them. null: none.",
    )
    exposure: dict[str, ExposedSettings] = setting(
        dict,
        description="What may be hit: roads, railways, buildings, by a name of small letters, digits and underscores.",
    )
    photos: PhotosSettings | None = setting(None, description="Field photographs. null: none.")
    compare_with_study: bool = setting(
        False,
        description="Print the figures of Liang et al. (2026) beside those of the run, as for a run on the study's own area.",
    )

    @field_validator("exposure")
    @classmethod
    def _names(cls, value: dict[str, ExposedSettings]) -> dict[str, ExposedSettings]:
        for name in value:
            if not _NAME.fullmatch(name) or len(name) > _LONGEST:
                raise ValueError(
                    f"{name!r} is no name of small letters, digits and underscores with at most {_LONGEST} of them"
                )
        return value
