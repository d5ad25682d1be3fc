"""Section `decomposition`: vertical and east motion from two tracks."""

from __future__ import annotations

from scarpwatch.config.common.base import Day, FilePath, Real, Section, setting


class DecompositionSettings(Section):
    """Vertical and east rates from this run and a finished run of another track; north motion is taken as zero."""

    other: FilePath = setting(
        description="Folder `results` of a finished run over the same area whose satellite looked from the other "
        "side: descending where this run is ascending, or the other way round.",
    )
    date: Day | None = setting(
        None, description="Which assessment of the other run, `YYYY-MM-DD`; null: its last one."
    )
    max_amplification: Real = setting(
        3.0,
        description="Largest factor by which the geometry may raise the standard deviation of the vertical or the "
        "east rate above that of the line-of-sight rates. Cells beyond it get no value.",
        unit="1",
        ge=1.0,
        le=100.0,
    )
