"""ROC curves: one panel per set of units and kind of model, one curve per algorithm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from scarpwatch.figures.style import ALGORITHM_COLOURS, ALGORITHM_LINES, WIDTH, styled


@dataclass(frozen=True)
class RocCurve:
    """One curve: the model's name, its rates, and its AUC with the limits of the 95 % interval (or None)."""

    name: str
    algorithm: str
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


def read_curve(metrics: Mapping[str, Any], split: str, name: str) -> RocCurve:
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
        name=name,
        algorithm=metrics["algorithm"],
        false_positive_rate=np.asarray(part["roc"]["fpr"], dtype=np.float64),
        true_positive_rate=np.asarray(part["roc"]["tpr"], dtype=np.float64),
        auc=float(part["auc"]),
        interval=(float(low), float(high)) if low is not None and high is not None else None,
    )


@styled
def plot_roc(panels: Mapping[str, Sequence[RocCurve]]) -> Figure:
    """Draw panels two in a row, in the order given.

    Parameters
    ----------
    panels : mapping of title to curves
    """
    rows = (len(panels) + 1) // 2
    columns = min(2, len(panels))
    figure = Figure(figsize=(WIDTH * columns / 2, 4.9 * rows), layout="constrained")
    places = figure.subplots(rows, columns, squeeze=False)
    for index, (title, curves) in enumerate(panels.items()):
        axes = places.flat[index]
        axes.plot([0, 1], [0, 1], color="#999999", linewidth=0.8, linestyle=(0, (2, 3)), zorder=1)
        for curve in curves:
            axes.plot(
                curve.false_positive_rate,
                curve.true_positive_rate,
                color=ALGORITHM_COLOURS.get(curve.algorithm, "#444444"),
                linestyle=ALGORITHM_LINES.get(curve.algorithm, "-"),
                linewidth=1.7,
                label=curve.label,
                zorder=3,
            )
        axes.set_title(f"({chr(ord('a') + index)}) {title}")
        axes.set_xlim(-0.01, 1.01)
        axes.set_ylim(-0.01, 1.01)
        axes.set_aspect("equal")
        axes.set_xticks(np.linspace(0, 1, 6))
        axes.set_yticks(np.linspace(0, 1, 6))
        axes.grid(True)
        axes.set_xlabel("False positive rate (1 − specificity)")
        axes.set_ylabel("True positive rate (sensitivity)")
        legend = axes.legend(
            loc="lower right",
            title="AUC (95 % interval)",
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
