"""Section `points`: places whose displacement series is plotted and tabulated."""

from __future__ import annotations

from pydantic import field_validator

from scarpwatch.config.common.base import Real, Section, Text, Whole, setting


class Place(Section):
    """A place of the user's."""

    name: Text = setting(description="What it is called.", min_length=1, max_length=60)
    longitude: Real = setting(description="Longitude, WGS 84.", unit="degrees east", ge=-180.0, le=180.0)
    latitude: Real = setting(description="Latitude, WGS 84.", unit="degrees north", ge=-90.0, le=90.0)


class PointsSettings(Section):
    """Places whose displacement series is plotted and tabulated."""

    places: list[Place] = setting(
        list, description="Places by name, longitude and latitude; each takes the nearest pixel."
    )
    fastest: Whole = setting(
        6,
        description="Besides, this many of the fastest mapping units, or without units of the fastest places.",
        unit="points",
        ge=0,
        le=100,
    )

    @field_validator("places")
    @classmethod
    def _names_differ(cls, places: list[Place]) -> list[Place]:
        names = [place.name for place in places]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"two places have the name {twice[0]!r}: give each a name of its own")
        return places
