import numpy as np
import pytest

from scarpwatch.algorithms.registry import ENTRIES
from scarpwatch.figures.charts.roc import RocCurve, plot_roc, read_curve
from scarpwatch.files.json_files import plain
from scarpwatch.learning.metrics.scores import evaluate_scores


@pytest.fixture
def metrics():
    rng = np.random.default_rng(5)
    truth = rng.random(300) < 0.5
    score = np.clip(rng.normal(0.4 + 0.25 * truth, 0.2), 0, 1)
    part = plain(evaluate_scores(truth, score))
    return {"algorithm": "xgboost", "training": part, "validation": part}


def test_a_curve_has_the_auc_of_its_metrics(metrics):
    curve = read_curve(metrics, "validation", ENTRIES["xgboost"], coupled=True)
    x, y = curve.false_positive_rate, curve.true_positive_rate
    assert float(np.sum(np.diff(x) * (y[1:] + y[:-1]) / 2)) == pytest.approx(curve.auc, abs=1e-9)
    assert (x[0], y[0], x[-1], y[-1]) == (0, 0, 1, 1)
    assert curve.interval[0] < curve.auc < curve.interval[1]


def test_legend_text_has_auc_and_interval():
    line = np.array([0.0, 1.0])
    assert RocCurve("RF", ENTRIES["rf"], line, line, 0.8214, (0.75, 0.881)).label == "RF  0.821 (0.750–0.881)"
    assert RocCurve("RF", ENTRIES["rf"], line, line, 0.5).label == "RF  0.500"
    assert RocCurve("RF", ENTRIES["rf"], line, line, 0.5, (float("nan"), float("nan"))).label == "RF  0.500"


def test_an_unknown_interval_is_left_out(metrics):
    metrics["validation"]["auc_interval"] = [None, None]
    assert read_curve(metrics, "validation", ENTRIES["rf"], coupled=False).interval is None


@pytest.mark.parametrize("count", [2, 4])
def test_panels_lines_and_legends(metrics, count):
    titles = ["Training, static", "Training, coupled", "Validation, static", "Validation, coupled"][:count]
    curves = [
        read_curve(metrics, "training", ENTRIES[name], coupled=False)
        for name in ("rf", "lightgbm", "xgboost")
    ]
    figure = plot_roc(dict.fromkeys(titles, curves))
    assert [axes.get_title(loc="left") for axes in figure.axes] == [
        f"({'abcd'[index]}) {title}" for index, title in enumerate(titles)
    ]
    for axes in figure.axes:
        texts = [text.get_text() for text in axes.get_legend().get_texts()]
        assert [text.split()[0] for text in texts] == ["RF", "LGBM", "XGBoost"]
        assert axes.get_xlabel() and axes.get_ylabel()
        # told apart without colour too
        assert (
            len({str(line.get_linestyle()) + str(line._dash_pattern) for line in axes.get_lines()[1:]}) == 3
        )
