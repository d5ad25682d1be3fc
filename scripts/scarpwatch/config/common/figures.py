"""Section `figures`: how figures are plotted."""

from __future__ import annotations

from scarpwatch.config.common.base import Section, Whole, setting


class FiguresSettings(Section):
    """How figures are plotted."""

    dpi: Whole = setting(
        300,
        description="Resolution of the figures, and of pictures in their PDF.",
        unit="dots per inch",
        ge=50,
        le=600,
    )
