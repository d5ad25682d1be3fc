"""Success-rate and prediction-rate curves: share of the landslides found against share of the area searched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from scarpwatch.algorithms.algorithm import AlgorithmLook, model_name
from scarpwatch.figures.charts.curve_panels import Curve, draw_panels
from scarpwatch.figures.entries import FigureEntry
from scarpwatch.figures.style import styled


@dataclass(frozen=True)
class RateCurve:
    """One model's curve with the area under it and what the tenth of the area with the highest index holds."""

    name: str
    look: AlgorithmLook
    area_share: NDArray[np.float64]
    landslide_share: NDArray[np.float64]
    auc: float
    in_top_tenth: float

    @property
    def label(self) -> str:
        """Legend text: name, area under the curve, share in the top tenth."""
        return f"{self.name}  {self.auc:.3f}  {100 * self.in_top_tenth:.0f} %"


def read_rate_curve(
    metrics: Mapping[str, Any], kind: str, look: AlgorithmLook, *, coupled: bool, measure: str | None = None
) -> RateCurve:
    """The curve of one model.

    Parameters
    ----------
    metrics : mapping
        What ``metrics.json`` of the model holds.
    kind : {"success", "prediction"}
    measure : {None, "landslides", "landslide_area"}
        What is found: landslide units if not given.
    """
    curve = metrics["rate_curves"][kind]
    curve = curve if measure is None else curve[measure]
    return RateCurve(
        name=model_name(look, coupled),
        look=look,
        area_share=np.asarray(curve["area_share"], dtype=np.float64),
        landslide_share=np.asarray(curve["landslide_share"], dtype=np.float64),
        auc=float(curve["auc"]),
        in_top_tenth=float(curve["in_top_tenth"]),
    )


ENTRY = FigureEntry(
    name="rate_curves",
    section="models",
    order=50,
    needs="trained",
    caption=(
        "Success rate (training landslides, fit) and prediction rate (held-out landslides): share of the "
        "landslide units found when the area is searched from the highest index down. For the prediction rate, training units are left out of the area. The "
        "vertical line marks a tenth of the area."
    ),
    alternative="Share of what is found against share of area, for training and held-out landslides.",
)


@styled
def plot_rate_curves(panels: Mapping[str, Sequence[RateCurve]]) -> Figure:
    """Plot panels two in a row, in the order given.

    Parameters
    ----------
    panels : mapping of title to curves
    """
    return draw_panels(
        {
            title: [
                Curve(curve.look, curve.label, 100 * curve.area_share, 100 * curve.landslide_share)
                for curve in curves
            ]
            for title, curves in panels.items()
        },
        full=100,
        x_label="Share of the area, highest index first (%)",
        y_label="Share found (%)",
        legend_title="Area under the curve, share in the top tenth",
        mark=10,
    )
