"""Demo only: the estimated deformation rate against the simulated truth."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from scarpwatch.figures.entries import FigureEntry
from scarpwatch.figures.style import INK, WIDTH, styled

ENTRY = FigureEntry(
    name="truth",
    section="deformation",
    order=90,
    needs="simulated",
    caption=(
        "Simulated area only: estimated against true rate (a), after removing the median error over stable "
        "ground, and the errors (b)."
    ),
    alternative="Estimated against true deformation rate with the one-to-one line, and a histogram of errors.",
)


@styled
def plot_truth(
    true: NDArray[np.float64], estimated: NDArray[np.float64], figures: Mapping[str, float]
) -> Figure:
    """Estimated against true rate with the 1:1 line, and the distribution of the errors.

    Parameters
    ----------
    true, estimated : arrays (n,)
        cm/yr along the line of sight.
    figures : mapping
        ``n``, ``error_std_cm_per_year``, ``slope``, ``correlation``, ``rmse_cm_per_year``, ``rmse_ratio``,
        ``offset_cm_per_year``, ``offset_sigma_cm_per_year``; those that are absent are not printed.
    """
    known = np.isfinite(true) & np.isfinite(estimated)
    true, estimated = true[known], estimated[known]
    figure = Figure(figsize=(WIDTH, 4.9), layout="constrained")
    left, right = figure.subplots(1, 2, gridspec_kw={"width_ratios": [1.25, 1]})
    both = np.concatenate([true, estimated]) if true.size else np.array([-1.0, 1.0])
    low, high = np.quantile(both, [0.0005, 0.9995])
    pad = 0.06 * (high - low) + 0.05
    low, high = float(low - pad), float(high + pad)
    cells = left.hexbin(
        true, estimated, gridsize=60, bins="log", extent=(low, high, low, high), cmap="viridis", mincnt=1
    )
    bar = figure.colorbar(cells, ax=left, pad=0.02, aspect=28, label="Pixels per cell")
    counts = [10**power * step for power in range(10) for step in (1, 2, 5)]
    most = float(np.max(np.asarray(cells.get_array()), initial=1.0))
    shown = [count for count in counts if count <= most and (most < 50 or str(count)[0] == "1")]
    bar.set_ticks(shown, labels=[f"{count:,}" for count in shown])  # the default labels are formulas
    bar.minorticks_off()
    left.plot([low, high], [low, high], color=INK, linewidth=1.0, linestyle=(0, (4, 2)), label="1:1")
    left.set_xlim(low, high)
    left.set_ylim(low, high)
    left.set_aspect("equal")
    left.xaxis.set_major_locator(MaxNLocator(6))
    left.yaxis.set_major_locator(MaxNLocator(6))
    left.grid(True)
    left.set_xlabel("True rate (cm/yr)")
    left.set_ylabel("Estimated rate (cm/yr)")
    left.set_title("(a) Estimated against true rate")
    wide, tall = 0.62 * (high - low), 0.38 * (high - low)  # of the numbers
    above = int(((true < low + wide) & (estimated > high - tall)).sum())
    below = int(((true > high - wide) & (estimated < low + tall)).sum())
    upper = above <= below  # the corner with fewer pixels
    left.legend(loc="lower right" if upper else "upper left")
    left.text(
        0.03 if upper else 0.97,
        0.97 if upper else 0.03,
        "\n".join(_lines(figures)),
        transform=left.transAxes,
        ha="left" if upper else "right",
        va="top" if upper else "bottom",
        fontsize=8.5,
        linespacing=1.45,
        bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 3},
    )
    errors = estimated - true
    spread = 4 * float(np.std(errors)) if errors.size > 1 and np.std(errors) > 0 else 1.0
    middle = float(np.median(errors)) if errors.size else 0.0
    right.hist(errors, bins=60, range=(middle - spread, middle + spread), color="#0072b2", alpha=0.85)
    right.axvline(0.0, color=INK, linewidth=1.0, linestyle=(0, (4, 2)))
    right.set_xlabel("Estimated less true rate (cm/yr)")
    right.set_ylabel("Pixels")
    right.set_title("(b) Errors")
    right.grid(True, axis="y")
    return figure


def _lines(figures: Mapping[str, float]) -> list[str]:
    """The numbers printed in the picture."""
    texts = {
        "n": "{:,.0f} pixels",
        "error_std_cm_per_year": "error std {:.2f} cm/yr",
        "slope": "regression slope {:.3f}",
        "correlation": "correlation {:.3f}",
        "rmse_cm_per_year": "RMSE {:.2f} cm/yr",
        "rmse_ratio": "RMSE / that of true phase {:.2f}",
    }
    lines = [text.format(figures[key]) for key, text in texts.items() if figures.get(key) is not None]
    if figures.get("offset_cm_per_year") is not None:
        sigma = figures.get("offset_sigma_cm_per_year")
        lines.append(
            f"offset {figures['offset_cm_per_year']:+.2f} cm/yr"
            + (f" (predicted σ {sigma:.2f})" if sigma is not None else "")
        )
    return [line.replace("-", "\N{MINUS SIGN}") for line in lines]
