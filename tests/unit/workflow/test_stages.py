import json
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from scarpwatch.workflow.stages import STAGE_OF, Made, span, stage_line


def made(tmp_path, rule, number=1, **files):
    outputs = []
    for name, content in files.items():
        path = tmp_path / name.replace("__", ".")
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        outputs.append(str(path))
    return stage_line(STAGE_OF[rule], Made({rule: number}, outputs))


def test_pairs_used_and_their_mean_coherence(tmp_path):
    table = "reference\tmean_coherence\tused\n1\t0.4\ttrue\n2\t0.6\ttrue\n3\t0.1\tfalse\n"
    line = made(tmp_path, "screen_pairs", network__tsv=table)
    assert line == "pairs screened: 2 of 3 pairs used, mean coherence 0.50"


def test_residuals_of_the_inversion_are_taken_from_a_sample_of_the_series(tmp_path):
    rms = np.full((3000, 4), 0.5, np.float32)
    rms[1::3] = np.nan
    series = xr.Dataset(
        {"residual_rms": (("y", "x"), rms), "displacement": (("time", "y", "x"), np.zeros((2, 3000, 4)))}
    )
    series.to_netcdf(tmp_path / "uncorrected.nc")
    figures = Made({"invert_network": 1}, [str(tmp_path / "uncorrected.nc")])
    assert (
        stage_line(STAGE_OF["invert_network"], figures) == "network inverted: 2 dates, residual rms 0.50 rad"
    )


def test_units_with_and_without_their_measures(tmp_path):
    full = {"count": 1204, "internal_variance_V": 0.204, "spatial_autocorrelation_I": -0.021}
    line = made(tmp_path, "delineate_units", delineation__json=full)
    assert line == "mapping units delineated: 1,204 units, V 0.20, I -0.02"
    small = made(tmp_path, "delineate_units", delineation__json={**full, "below_clean_size": 3})
    assert small == line + ", 3 without a neighbour and below the smallest size"
    assert made(tmp_path, "delineate_units", delineation__json={**full, "below_clean_size": 0}) == line
    line = made(tmp_path, "delineate_units", delineation__json={"count": 3})
    assert line == "mapping units delineated: 3 units"


def test_the_rate_with_and_without_a_sigma(tmp_path):
    quality = {"rate_cm_per_year": {"min": -7.25, "max": 2.3}, "pixels": 2000, "measured_share": 0.75}
    line = made(tmp_path, "mask_quality", quality__json=quality)
    assert line == "deformation rate estimated: -7.2 to 2.3 cm/yr, 75.0% of 2,000 pixels kept"
    line = made(tmp_path, "mask_quality", quality__json=quality | {"rate_sigma_median_cm_per_year": 0.184})
    assert "cm/yr, median sigma 0.18 cm/yr, 75.0% of" in line


def test_models_by_kind(tmp_path):
    outputs = []
    for name, coupled, auc in (("a", False, 0.79), ("b", False, 0.81), ("c", True, 0.9)):
        (tmp_path / name).mkdir()
        outputs.append(str(tmp_path / name / "metrics.json"))
        Path(outputs[-1]).write_text(json.dumps({"coupled": coupled, "validation": {"auc": auc}}))
    line = stage_line(STAGE_OF["train_model"], Made({"train_model": 3}, outputs))
    assert line == "models trained: 3 models, validation AUC 0.79-0.81 static, 0.90 coupled"


def test_the_auc_of_the_folds_stands_before_that_of_the_split(tmp_path):
    known = {"auc": 0.75, "auc_interval": [0.7, 0.8], "auc_std": 0.01}
    crossed = {"headline": "nndm", "designs": {"nndm": known}}
    record = {"coupled": False, "validation": {"auc": 0.9}, "cross_validation": crossed}
    line = made(tmp_path, "train_model", metrics__json=record)
    assert line.endswith("1 model, AUC of the map 0.75 static")


def test_gains_of_the_deformation(tmp_path):
    models = [{"difference": 0.09, "lower": 0.04}, {"difference": -0.01, "lower": -0.03}]
    line = made(tmp_path, "compare_models", comparison__json={"models": models})
    assert line.endswith("gain of the coupled models -0.01 to 0.09 in AUC, beyond chance in 1 of 2 models")


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"count": null}'])
def test_a_record_that_is_not_as_expected_costs_the_figure_alone(tmp_path, content):
    assert made(tmp_path, "delineate_units", delineation__json=content) == "mapping units delineated"


def test_ranges():
    assert span([0.801, 0.799]) == "0.80"
    assert span([-0.001, 0.06]) == "0.00-0.06"
    assert span([-7.25, 2.31], 1) == "-7.2 to 2.3"
