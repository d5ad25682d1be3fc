import numpy as np
import pytest
from affine import Affine

from scarpwatch.config.deformation.quality import QualitySettings
from scarpwatch.errors import DataError
from scarpwatch.grids.grid import Grid, write_raster
from scarpwatch.insar.output.map_classes import MEASURED, OUTSIDE
from scarpwatch.insar.output.quality_mask import (
    judge,
    mask_bands,
    read_criteria,
    read_reasons,
    read_removed,
    reason_classes,
    reasons_on_map,
    removal_table,
    removed_by_any,
    require_measured,
    series_layers,
)
from scarpwatch.insar.series.file import open_series, write_series

ALL = np.ones((4, 10), bool)
NAMES = [
    "no_data", "layover_shadow", "rank", "pairs", "dates", "temporal_coherence", "residual_rms",
    "nonzero_closure", "phase_bias",
]  # fmt: skip


def good(shape=(4, 10)):
    """Layers of a scene in which nothing is wrong."""
    return {
        "pairs": np.full(shape, 30),
        "dates": np.full(shape, 12),
        "rank": np.full(shape, 11),
        "temporal_coherence": np.full(shape, 0.9, np.float32),
        "residual_rms": np.full(shape, 0.4, np.float32),
        "rate": np.zeros(shape, np.float32),
        "layover_shadow": np.zeros(shape, np.uint8),
        "nonzero_closure": np.zeros(shape, np.float32),
        "phase_bias": np.zeros(shape, np.float32),
        "phase_bias_sigma": np.full(shape, 0.1, np.float32),
    }


def limits(**changed):
    return {**QualitySettings().model_dump(), **changed}


STRICT = limits(
    max_residual_rms_rad=0.8,
    max_nonzero_closure_share=0.2,
    max_phase_bias_cm_per_year=0.5,
    min_pairs=10,
    min_dates=8,
)


def test_good_pixels_pass_every_criterion():
    judged = judge(good(), STRICT, full_rank=11)
    assert list(judged) == NAMES
    assert not removed_by_any(judged).any()
    assert all(judgement.limit for judgement in judged.values())


@pytest.mark.parametrize(
    ("criterion", "layer", "value"),
    [
        ("no_data", "rate", np.nan),
        ("layover_shadow", "layover_shadow", 1),
        ("rank", "rank", 10),
        ("pairs", "pairs", 9),
        ("dates", "dates", 7),
        ("temporal_coherence", "temporal_coherence", 0.69),
        ("temporal_coherence", "temporal_coherence", np.nan),
        ("residual_rms", "residual_rms", 0.81),
        ("nonzero_closure", "nonzero_closure", 0.21),
        ("phase_bias", "phase_bias", -0.6),
    ],
)
def test_each_criterion_removes_what_it_is_named_for_and_nothing_else(criterion, layer, value):
    layers = good()
    layers[layer][2, 3] = value
    judged = judge(layers, STRICT, full_rank=11)
    for name, judgement in judged.items():
        assert np.argwhere(judgement.removed).tolist() == ([[2, 3]] if name == criterion else [])


def test_a_bias_below_its_own_noise_removes_nothing():
    layers = good()
    layers["phase_bias"][0] = 0.6
    layers["phase_bias_sigma"][0] = 0.31
    assert not judge(layers, STRICT, full_rank=11)["phase_bias"].removed.any()


def test_criteria_without_limit_or_layer_are_not_applied():
    layers = good()
    for layer in ("residual_rms", "nonzero_closure", "phase_bias"):
        layers[layer][:] = 50
    layers["rank"][:] = 3
    for name in ("layover_shadow", "dates"):
        del layers[name]
    judged = judge(layers, limits(min_dates=8), full_rank=None)
    assert not removed_by_any(judged).any()
    applied = [name for name, judgement in judged.items() if judgement.limit is not None]
    assert applied == ["no_data", "temporal_coherence"]


def test_where_nothing_is_measured_no_other_criterion_judges():
    layers = good()
    layers["pairs"][1] = 0
    layers["rank"][1] = 0
    layers["temporal_coherence"][1] = np.nan
    layers["layover_shadow"][1, :4] = 1
    judged = judge(layers, STRICT, full_rank=11)
    removing = [name for name, judgement in judged.items() if judgement.removed.any()]
    assert removing == ["no_data", "layover_shadow"]


def test_shares_are_counted_with_and_without_the_others():
    layers = good()
    layers["temporal_coherence"][0] = 0.1  # ten pixels
    layers["residual_rms"][:2, :5] = 2.0  # ten, five of them the same
    table = {row["name"]: row for row in removal_table(judge(layers, STRICT, full_rank=11), ALL)}
    assert table["temporal_coherence"]["share"] == table["residual_rms"]["share"] == 0.25
    assert table["temporal_coherence"]["only_share"] == table["residual_rms"]["only_share"] == 0.125
    assert table["residual_rms"]["limit"] == "above 0.8 rad"
    assert table["no_data"]["share"] == 0
    area = np.zeros((4, 10), bool)
    area[1:] = True
    table = {row["name"]: row for row in removal_table(judge(layers, STRICT, full_rank=11), area)}
    assert table["temporal_coherence"]["share"] == 0
    assert table["residual_rms"]["share"] == pytest.approx(5 / 30)


def test_a_mask_that_leaves_nothing_says_why():
    layers = good()
    layers["temporal_coherence"][:3] = 0.1
    layers["layover_shadow"][1:] = 1
    judged = judge(layers, limits(), full_rank=11)
    expected = "remove: layover_shadow 75%, temporal_coherence 75%. Loosen"
    with pytest.raises(DataError, match=expected):
        require_measured(judged, "mask.tif")
    require_measured(judge(good(), limits(), full_rank=11), "mask.tif")


def test_the_file_has_a_band_per_criterion_and_the_last_is_any(tmp_path):
    layers = good()
    layers["temporal_coherence"][0, :3] = 0.1
    layers["layover_shadow"][1, 7] = 1
    judged = judge(layers, STRICT, full_rank=11)
    bands, names = mask_bands(judged)
    assert names == [*NAMES, "removed"]
    assert bands.dtype == np.uint8 and bands.shape == (10, 4, 10)
    assert bands[names.index("temporal_coherence")].sum() == 3
    write_raster(tmp_path / "mask.tif", bands, Grid(None, Affine.identity(), (4, 10)), descriptions=names)
    np.testing.assert_array_equal(read_removed(tmp_path / "mask.tif"), removed_by_any(judged))
    assert bands[-1].sum() == 4


def test_a_series_without_pairs_is_judged_by_what_it_has():
    layers = good()
    for name in ("pairs", "rank", "residual_rms", "temporal_coherence"):
        del layers[name]
    layers["rate"][1] = np.nan
    judged = judge(layers, STRICT, full_rank=11)
    assert judged["no_data"].removed.tolist() == np.isnan(layers["rate"]).tolist()
    for name in ("rank", "pairs", "residual_rms", "temporal_coherence"):
        assert judged[name].limit is None


def test_the_file_tells_which_criteria_remove_a_cell(tmp_path):
    layers = good()
    layers["pairs"][2, 3], layers["residual_rms"][2, 3] = 5, 2.0
    bands, names = mask_bands(judge(layers, STRICT, full_rank=11))
    write_raster(tmp_path / "mask.tif", bands, Grid(None, Affine.identity(), (4, 10)), descriptions=names)
    assert read_criteria(tmp_path / "mask.tif", (2, 3)) == ["pairs", "residual_rms"]
    assert read_criteria(tmp_path / "mask.tif", (0, 0)) == []


@pytest.mark.parametrize("value", [0.8, np.nan])
def test_layers_of_a_series_come_with_those_of_its_rate(tmp_path, value):
    grid, shape = Grid(None, Affine.identity(), (2, 3)), (2, 3)
    coherence = {"temporal_coherence": (np.full(shape, value, np.float32), "1")}
    write_series(tmp_path / "series.nc", grid, {**coherence, "pairs": (np.full(shape, 7, np.int16), "1")})
    rates = {name: (np.full(shape, 0.1, np.float32), "m/yr") for name in ("rate", "sigma", "cumulative")}
    write_series(tmp_path / "velocity.nc", grid, rates)
    with open_series(tmp_path / "series.nc") as series, open_series(tmp_path / "velocity.nc") as velocity:
        found = series_layers(series, velocity)
    expected = {"pairs", "rate", "sigma"} | ({"temporal_coherence"} if value == 0.8 else set())
    assert set(found) == expected
    assert (found["pairs"] == 7).all()


def test_a_cell_of_the_map_tells_what_removes_most_of_it(tmp_path):
    layers = good()
    layers["rank"][:, :2] = 0
    layers["temporal_coherence"][:, 1:3] = 0.1
    bands, names = mask_bands(judge(layers, STRICT, full_rank=11))
    write_raster(tmp_path / "mask.tif", bands, Grid(None, Affine.identity(), (4, 10)), descriptions=names)

    def place(layer):
        """Cells of two pixels of a row, and one that no pixel falls into."""
        return np.append(layer.reshape(4, 5, 2).mean(axis=2), np.full((4, 1), np.nan), axis=1)

    covered = np.array([[False, False, True, True, True, False]] * 4)
    inside = np.array([[True] * 6] * 3 + [[False] * 6])
    reasons, criteria = read_reasons(tmp_path / "mask.tif")
    codes, classes = reasons_on_map(reasons, place, covered, inside), reason_classes(criteria)
    assert codes.dtype == np.uint8 and (codes[3] == OUTSIDE).all()
    told = [classes.names[code] for code in codes[0]]
    assert told == [
        "removed: rank",
        "removed: temporal coherence",
        *["measured"] * 3,
        "not seen, or in layover or shadow",
    ]
    assert classes.names[MEASURED] == "measured" and set(classes.names) == set(classes.colours)
