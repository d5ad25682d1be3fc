import json
from xml.etree import ElementTree

import numpy as np
import pytest
import rasterio
from figure_inputs import make_grid
from matplotlib.colors import to_hex, to_rgb

from scarpwatch.factors.factor import FactorLook, look_record, read_look
from scarpwatch.factors.registry import factor_named
from scarpwatch.figures.maps.factor_classes import (
    CLASS_COLOURS,
    class_labels,
    classify_directions,
    classify_numbers,
    direction_classes,
    named_classes,
    numeric_classes,
    own_breaks,
    write_classes,
)
from scarpwatch.figures.style import DIVERGING
from scarpwatch.grids.grid import row_blocks

SLOPE, ASPECT, ELEVATION, ROCK, RATE = (
    read_look(look_record(factor_named(name)))
    for name in ("slope", "aspect", "elevation", "lithology", "deformation_rate")
)


def test_a_value_on_a_limit_belongs_to_the_higher_class_and_nan_to_none():
    values = np.array([[3.0, 15.0, 29.9, 44.0, 59.0, 60.0, np.nan]])
    np.testing.assert_array_equal(classify_numbers(values, (15, 30, 45, 60)), [[1, 2, 2, 3, 4, 5, 0]])


def test_labels_and_colours_go_with_the_limits():
    classes = numeric_classes(SLOPE, np.array([3.0, 20.0, np.nan]))
    assert classes.labels == ("< 15", "15–30", "30–45", "45–60", "≥ 60")
    assert len(set(classes.colours)) == 5
    assert not classes.own
    assert class_labels((-2.4, -0.8, 0.1)) == ("< −2.4", "−2.4 to −0.8", "−0.8 to 0.1", "≥ 0.1")


def test_an_area_that_fits_no_class_gets_its_own_unless_told_not_to():
    sample = np.linspace(1700, 3100, 1000).reshape(20, 50)
    classes = numeric_classes(ELEVATION, sample)
    assert classes.own
    assert np.bincount(classify_numbers(sample, classes.breaks).ravel()).max() < 500
    assert numeric_classes(ELEVATION, sample, fit_area=False).breaks == ELEVATION.breaks
    moving = numeric_classes(RATE, np.linspace(-0.4, 0.4, 1000))
    assert moving.labels[2] == "−0.2 to 0.2"


@pytest.mark.parametrize(
    ("look", "share", "own"),
    [(SLOPE, 0.78, False), (SLOPE, 0.85, True), (RATE, 0.85, False), (RATE, 0.95, True)],
)
def test_a_map_of_nearly_one_colour_gets_classes_of_its_own(look, share, own):
    """Of a rate, most of an area may lie about zero."""
    inside = round(1000 * share)
    values = np.r_[np.linspace(-0.9, 0.9, inside), np.linspace(2.1, 70, 1000 - inside)]
    values = values if look is RATE else np.abs(values) + np.r_[np.zeros(inside), np.full(1000 - inside, 15)]
    assert numeric_classes(look, values).own == own


def test_rates_have_the_colours_of_the_maps_of_deformation():
    classes = numeric_classes(RATE, np.linspace(-5, 5, 100))
    assert classes.colours[2] == to_hex(DIVERGING(0.5))
    for colour, share in zip(classes.colours, (0.08, 0.29, 0.5, 0.71, 0.92), strict=True):
        np.testing.assert_allclose(to_rgb(colour), DIVERGING(share)[:3], atol=2 / 255)


def test_a_constant_or_empty_raster_keeps_the_given_classes():
    assert not numeric_classes(SLOPE, np.full((4, 4), 3.0)).own
    assert not numeric_classes(SLOPE, np.full((4, 4), np.nan)).own


def test_own_breaks_are_round_and_inside():
    breaks = own_breaks(np.linspace(1712.3, 3099.9, 500), centred=False)
    assert len(breaks) >= 3
    assert all(value % 50 == 0 for value in breaks)


def test_aspect_sectors_and_flat_ground():
    aspect = np.array([[0.0, 359.0, 22.6, 90.0, 180.0, 337.0, np.nan, np.nan]])
    slope = np.array([[9.0, 9.0, 9.0, 9.0, 9.0, 9.0, 0.0, np.nan]])
    names = ("no data", *direction_classes(ASPECT, flat=True).labels)
    named = [names[code] for code in classify_directions(aspect, slope)[0]]
    assert named == ["N", "N", "NE", "E", "S", "NW", "flat", "no data"]


def test_directions_of_the_users_own_have_no_flat_ground():
    classes = direction_classes(ASPECT, flat=False)
    numbers = classify_directions(np.array([[0.0, 90.0, 350.0, np.nan]]))
    assert [("no data", *classes.labels)[code] for code in numbers[0]] == ["N", "E", "N", "no data"]
    assert len(classes.colours) == 8


def test_a_factor_without_limits_gets_round_ones_of_the_area_and_no_mark():
    look = FactorLook("rain", "Rain", unit="mm")
    classes = numeric_classes(look, np.linspace(40.0, 210.0, 500))
    assert not classes.own and len(classes.breaks) >= 3
    assert all(value % 10 == 0 for value in classes.breaks)
    assert numeric_classes(look, np.array([np.nan])).labels  # nothing is known: the raster is no data


def test_lithology_keeps_its_codes():
    classes = named_classes(ROCK, {1: "shale", 3: "others"})
    assert classes.labels == ("shale", "", "others")


def test_thirty_classes_have_thirty_colours_and_the_first_ten_those_of_the_legend():
    colours = named_classes(ROCK, {code: f"rock {code}" for code in range(1, 31)}).colours
    assert len(set(colours)) == 30 and colours[:10] == CLASS_COLOURS


@pytest.mark.parametrize("names", [("shale & marl", "limestone <dark>"), ("a", "b")])
def test_a_file_carries_numbers_colours_and_names(tmp_path, names):
    grid = make_grid(20, 30)
    numbers = np.random.default_rng(0).integers(0, 3, grid.shape).astype(np.uint8)
    classes = named_classes(ROCK, dict(enumerate(names, start=1)))
    blocks = ((window, numbers[window.toslices()]) for window in row_blocks(grid.shape, 8))
    write_classes(tmp_path / "a.tif", classes, blocks, grid)
    with rasterio.open(tmp_path / "a.tif") as source:
        np.testing.assert_array_equal(source.read(1), numbers)
        assert source.nodata == 0
        assert source.colormap(1)[1] == (0xE6, 0xC3, 0x5C, 255)
        assert json.loads(source.tags()["CLASSES"]) == {"1": names[0], "2": names[1]}
        assert source.tags()["OWN_CLASSES"] == "no"
    beside = ElementTree.parse(tmp_path / "a.tif.aux.xml")
    assert [item.text for item in beside.iter("Category")] == ["no data", *names]


def test_gdal_finds_the_names(tmp_path):
    """Copied to another format, the names of the classes go along: GDAL has read them."""
    import rasterio.shutil

    grid = make_grid(20, 30)
    classes = direction_classes(ASPECT, flat=True)
    blocks = [(window, np.ones((20, 30), np.uint8)) for window in row_blocks(grid.shape)]
    write_classes(tmp_path / "a.tif", classes, blocks, grid)
    rasterio.shutil.copy(tmp_path / "a.tif", tmp_path / "b.png", driver="PNG")
    copied = ElementTree.parse(tmp_path / "b.png.aux.xml")
    assert [item.text for item in copied.iter("Category")] == ["no data", *classes.labels]
