import numpy as np
import pytest

from scarpwatch.insar.output.point_layers import point_layer, rate_limit


def test_a_layer_names_its_days_and_colours_rates():
    layer = point_layer("points", "2025-12-15", ["20240107"], [-3.3, 1.0, np.nan])
    assert layer.name == "points_2025_12_15"
    assert layer.columns["D20240107"].alias == "Displacement on 2024-01-07 (cm)"
    (style,) = layer.styles
    assert '"velocity" IS NULL' in style.qml.replace("&quot;", '"') and 'fieldName="name"' in style.qml
    assert 'fieldName="name"' not in point_layer("pixels", "2025-12-15", [], [1.0]).styles[0].qml


@pytest.mark.parametrize(("rates", "limit"), [([-3.3, 1], 4), ([0.1], 1), ([np.nan], 1), ([], 1)])
def test_colours_reach_as_far_as_the_rates_but_not_into_noise(rates, limit):
    assert rate_limit(rates) == limit
