"""Section `unwrapping`: from wrapped to unwrapped phase."""

from __future__ import annotations

from typing import Literal

from scarpwatch.config.common.base import Real, Section, setting


class UnwrappingSettings(Section):
    """How phase is unwrapped."""

    method: Literal["whirlwind", "snaphu"] = setting(
        "whirlwind",
        description="`whirlwind` is fast and free for any use; `snaphu` is the classic, parts of which are not "
        "for commercial use.",
    )
    min_coherence: Real = setting(
        0.15,
        description="Pixels below this coherence are masked before unwrapping.",
        unit="1",
        ge=0.0,
        le=0.99,
    )
