"""ROC curves: one panel per set of units and kind of model, one curve per algorithm."""

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
class RocCurve:
    """One curve: the model's name, its rates, and its AUC with the limits of the 95 % interval (or None)."""

    name: str
    look: AlgorithmLook
    false_positive_rate: NDArray[np.float64]
    true_positive_rate: NDArray[np.float64]
    auc: float
    interval: tuple[float, float] | None = None

    @property
    def label(self) -> str:
        """Legend text: name, AUC, interval."""
        text = f"{self.name}  {self.auc:.3f}"
        if self.interval is None or not np.isfinite(self.interval).all():
            return text
        return f"{text} ({self.interval[0]:.3f}–{self.interval[1]:.3f})"


def read_curve(metrics: Mapping[str, Any], split: str, look: AlgorithmLook, *, coupled: bool) -> RocCurve:
    """The curve of one model on one split.

    Parameters
    ----------
    metrics : mapping
        What ``metrics.json`` of the model holds.
    split : {"training", "validation"}
    """
    part = metrics[split]
    low, high = part.get("auc_interval") or (None, None)
    return RocCurve(
        name=model_name(look, coupled),
        look=look,
        false_positive_rate=np.asarray(part["roc"]["fpr"], dtype=np.float64),
        true_positive_rate=np.asarray(part["roc"]["tpr"], dtype=np.float64),
        auc=float(part["auc"]),
        interval=(float(low), float(high)) if low is not None and high is not None else None,
    )


ENTRY = FigureEntry(
    name="roc",
    section="models",
    order=20,
    needs="trained",
    caption=(
        "Receiver operating characteristic of the models on training and on validation units, with the area under"
        " the curve (AUC) and its 95 % interval."
    ),
    alternative="ROC curves of all models.",
)


@styled
def plot_roc(panels: Mapping[str, Sequence[RocCurve]]) -> Figure:
    """Plot panels two in a row, in the order given.

    Parameters
    ----------
    panels : mapping of title to curves
    """
    return draw_panels(
        {
            title: [
                Curve(curve.look, curve.label, curve.false_positive_rate, curve.true_positive_rate)
                for curve in curves
            ]
            for title, curves in panels.items()
        },
        full=1,
        x_label="False positive rate (1 − specificity)",
        y_label="True positive rate (sensitivity)",
        legend_title="AUC (95 % interval)",
    )
