"""Section `inversion`: from unwrapped pairs to a displacement series."""

from __future__ import annotations

from typing import Literal

from pydantic import field_validator

from scarpwatch.config.common.base import Real, Section, Whole, setting


class ReferencePoint(Section):
    """The place whose displacement is zero by definition."""

    longitude: Real = setting(description="Longitude, WGS 84.", unit="degrees east", ge=-180.0, le=180.0)
    latitude: Real = setting(description="Latitude, WGS 84.", unit="degrees north", ge=-90.0, le=90.0)
    known_stable: bool = setting(
        False,
        description="Take the place even if it moves against most of the scene, as firm ground in a subsiding city "
        "does; otherwise such a place is refused.",
    )


class InversionSettings(Section):
    """How the pairs are inverted."""

    weights: Literal["auto", "variance", "uniform"] = setting(
        "auto",
        description="`auto`: by variance, unless the closures of triplets show that coherence does not follow the "
        "noise "
        "of the phases; `variance`: each pair weighs as the inverse of its phase variance, from coherence; "
        "`uniform`: all pairs weigh the same.",
    )
    robust: Literal["l1"] | None = setting(
        None,
        description="`l1`: minimise absolute residuals in place of their squares, so that single pairs with leftover "
        "unwrapping errors hardly count; noisier where there are none, and slower. null: squares.",
    )
    memory_mb: Whole = setting(
        960,
        description="Memory of the inversion and of the closure. The stack is read and solved in blocks that fit; "
        "results do not depend on it (but for patches of unwrapping errors that a block cuts), and a change "
        "reruns nothing.",
        unit="MB",
        ge=500,
        le=1_000_000,
    )
    reference: ReferencePoint | None = setting(
        None, description="Reference point; null: chosen by rule, and reported."
    )
    reference_window: Whole = setting(
        5,
        description="Side of the square window whose median phase is the reference; an odd number. A window that is "
        "chosen is at most a fifth of the scene's shorter side, and narrower where gaps leave none of this width; one "
        "that is given is narrower near the edge.",
        unit="pixels",
        ge=1,
        le=101,
    )
    reference_scenes: Whole = setting(
        12,
        description="The reference window is chosen from the pairs among this many first scenes, so that a "
        "scene that arrives later does not move it. In a stack that is still shorter it may move, and the log "
        "and the report say so.",
        unit="scenes",
        ge=2,
        le=1000,
    )
    reference_min_coherence: Real = setting(
        0.3,
        description="A given reference is refused if the mean coherence of its window, over the pairs of "
        "these scenes, is below this.",
        unit="1",
        ge=0.0,
        le=1.0,
    )

    @field_validator("reference_window")
    @classmethod
    def _window_is_odd(cls, value: int) -> int:
        if value % 2 == 0:
            raise ValueError("the window needs a middle pixel: give an odd number")
        return value
