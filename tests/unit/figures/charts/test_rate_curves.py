import numpy as np
import pytest

from scarpwatch.algorithms.registry import ENTRIES
from scarpwatch.figures.charts.rate_curves import plot_rate_curves, read_rate_curve
from scarpwatch.learning.metrics.rate_curves import rate_curve


@pytest.fixture(scope="module")
def metrics():
    rng = np.random.default_rng(1)
    hit = rng.random(500) < 0.1
    curves = {
        kind: rate_curve(hit + rng.normal(0, spread, 500), np.ones(500), hit)
        for kind, spread in (("success", 0.3), ("prediction", 0.8))
    }
    curves["prediction"]["landslides"] = rate_curve(hit + rng.normal(0, 0.5, 500), np.ones(500), hit)
    return {"algorithm": "xgboost", "rate_curves": curves}


def test_the_curve_of_each_kind_is_read(metrics):
    success, prediction = (
        read_rate_curve(metrics, kind, ENTRIES["xgboost"], coupled=False)
        for kind in ("success", "prediction")
    )
    assert success.auc > prediction.auc
    counted = read_rate_curve(metrics, "prediction", ENTRIES["xgboost"], coupled=False, measure="landslides")
    assert counted.auc == metrics["rate_curves"]["prediction"]["landslides"]["auc"] != prediction.auc
    assert prediction.label == (f"XGBoost  {prediction.auc:.3f}  {100 * prediction.in_top_tenth:.0f} %")


@pytest.mark.parametrize("panels", [2, 3, 4])
def test_panels_two_in_a_row_with_percent_on_both_axes(metrics, panels):
    curve = read_rate_curve(metrics, "prediction", ENTRIES["xgboost"], coupled=False)
    figure = plot_rate_curves({f"Panel {number}": [curve] for number in range(panels)})
    drawn = [axes for axes in figure.axes if axes.axison]
    assert len(drawn) == panels
    line = drawn[0].lines[1]
    assert line.get_xdata()[-1] == 100 and line.get_ydata()[-1] == 100
    assert drawn[-1].get_title(loc="left") == f"({chr(ord('a') + panels - 1)}) Panel {panels - 1}"
