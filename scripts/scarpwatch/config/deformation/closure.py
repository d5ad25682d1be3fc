"""Section `closure`: what is done about unwrapping errors, and the map of the phase bias."""

from __future__ import annotations

from pydantic import field_validator

from scarpwatch.config.common.base import Real, Section, Whole, setting


class ClosureSettings(Section):
    """How unwrapping errors are found, repaired and flagged."""

    repair: bool = setting(
        True,
        description="Repair unwrapping errors by the whole cycles that triplets and images of the pairs support, and "
        "leave out the "
        "pairs that stay in doubt, pixel by pixel; false: count only.",
    )
    bridge_gap: Real | None = setting(
        6.0,
        description="Widest gap between connected components of a pair over which their integer ambiguities are "
        "aligned before the closure is taken; null: not at all.",
        unit="pixels",
        ge=1.0,
        le=100.0,
    )
    bias_window: Whole = setting(
        5,
        description="Side of the window over which closures are averaged for the map of the phase bias, odd.",
        unit="pixels",
        ge=1,
        le=15,
    )

    @field_validator("bias_window")
    @classmethod
    def _odd(cls, value: int) -> int:
        if value % 2 == 0:
            raise ValueError("it must be odd, so that the window has a centre")
        return value
