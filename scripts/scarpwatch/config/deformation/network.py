"""Section `network`: which scenes are paired, and which pairs are used."""

from __future__ import annotations

from typing import Literal

from scarpwatch.config.common.base import Real, Section, Whole, setting


class NetworkSettings(Section):
    """Which pairs of scenes become interferograms. Ready interferograms keep the pairs they come with."""

    neighbours: Whole = setting(
        3, description="Pair each scene with this many scenes that follow it.", unit="scenes", ge=1, le=20
    )
    max_days: Whole | None = setting(
        None,
        description="Leave out pairs that span more than this. null: no limit.",
        unit="days",
        ge=1,
        le=3660,
    )
    max_baseline_m: Real | None = setting(
        None,
        description="Leave out pairs whose perpendicular baseline is longer than this. null: no limit.",
        unit="m",
        gt=0.0,
        le=10000.0,
    )
    annual_pairs: bool = setting(
        False,
        description="Also pair each scene with the scene nearest to a year later; these long pairs are exempt "
        "from `max_days`.",
    )
    min_coherence: Real | None = setting(
        None,
        description="Drop pairs whose mean coherence over the scene is below this, except those that connect "
        "the dates best (a maximum-coherence spanning tree of the network stays). null: keep all.",
        unit="1",
        ge=0.0,
        le=1.0,
    )
    if_disconnected: Literal["stop", "minimum_norm"] = setting(
        "stop",
        description="What to do when the pairs do not connect all dates: `stop` and name the dates cut off, "
        "or go on (`minimum_norm`): the rate is then fitted with a free offset for each connected subset, and pixels whose "
        "own pairs leave dates unconnected count as measured too.",
    )
