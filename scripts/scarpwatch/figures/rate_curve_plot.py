"""Success-rate and prediction-rate curves: share of the landslides found against share of the area searched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from scarpwatch.figures.style import ALGORITHM_COLOURS, ALGORITHM_LINES, WIDTH, styled


@dataclass(frozen=True)
class RateCurve:
    """One model's curve with the area under it and what the tenth of the area with the highest index holds."""

    name: str
    algorithm: str
    area_share: NDArray[np.float64]
    landslide_share: NDArray[np.float64]
    auc: float
    in_top_tenth: float

    @property
    def label(self) -> str:
        """Legend text: name, area under the curve, share in the top tenth."""
        return f"{self.name}  {self.auc:.3f}  {100 * self.in_top_tenth:.0f} %"


def read_rate_curve(metrics: Mapping[str, Any], kind: str, name: str) -> RateCurve:
    """The curve of one model.

    Parameters
    ----------
    metrics : mapping
        What ``metrics.json`` of the model holds.
    kind : {"success", "prediction"}
    """
    curve = metrics["rate_curves"][kind]
    return RateCurve(
        name=name,
        algorithm=metrics["algorithm"],
        area_share=np.asarray(curve["area_share"], dtype=np.float64),
        landslide_share=np.asarray(curve["landslide_share"], dtype=np.float64),
        auc=float(curve["auc"]),
        in_top_tenth=float(curve["in_top_tenth"]),
    )


@styled
def plot_rate_curves(panels: Mapping[str, Sequence[RateCurve]]) -> Figure:
    """Draw panels two in a row, in the order given.

    Parameters
    ----------
    panels : mapping of title to curves
    """
    rows, columns = (len(panels) + 1) // 2, min(2, len(panels))
    figure = Figure(figsize=(WIDTH * columns / 2, 4.9 * rows), layout="constrained")
    places = figure.subplots(rows, columns, squeeze=False)
    for index, (title, curves) in enumerate(panels.items()):
        axes = places.flat[index]
        axes.plot([0, 100], [0, 100], color="#999999", linewidth=0.8, linestyle=(0, (2, 3)), zorder=1)
        for curve in curves:
            axes.plot(
                100 * curve.area_share,
                100 * curve.landslide_share,
                color=ALGORITHM_COLOURS.get(curve.algorithm, "#444444"),
                linestyle=ALGORITHM_LINES.get(curve.algorithm, "-"),
                linewidth=1.7,
                label=curve.label,
                zorder=3,
            )
        axes.axvline(10, color="#bbbbbb", linewidth=0.8, zorder=1)
        axes.set_title(f"({chr(ord('a') + index)}) {title}")
        axes.set_xlim(-1, 101)
        axes.set_ylim(-1, 101)
        axes.set_aspect("equal")
        axes.set_xticks(range(0, 101, 20))
        axes.set_yticks(range(0, 101, 20))
        axes.grid(True)
        axes.set_xlabel("Share of the area, highest index first (%)")
        axes.set_ylabel("Share of the landslide units (%)")
        legend = axes.legend(
            loc="lower right",
            title="Area under the curve, share in the top tenth",
            alignment="right",
            frameon=True,
            framealpha=0.9,
            edgecolor="none",
            handlelength=2.6,
        )
        legend.get_title().set_fontsize(8.5)
    for axes in places.flat[len(panels) :]:
        axes.set_axis_off()
    return figure
