import re

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from scarpwatch.figures.style import (
    DIVERGING,
    MOST_POINTS,
    NO_DATA,
    RC,
    nice_limit,
    panel_letter,
    save_figure,
    short,
    styled,
)
from scarpwatch.susceptibility_classes import CLASS_COLOURS

# Linear RGB as seen with deuteranopia, protanopia and tritanopia (Machado, Oliveira and Fernandes 2009, severity 1).
SEEN = {
    "normal": np.eye(3),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
RATES = [DIVERGING(share)[:3] for share in np.linspace(0, 1, 101)]
MIDDLE = 50


def lab(colour, matrix):
    """CIELAB of a colour as someone sees it."""
    rgb = np.array(to_rgb(colour))
    linear = np.clip(matrix @ np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4), 0, 1)
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ linear
    scaled = xyz / [0.9505, 1.0, 1.089]
    f = np.where(scaled > 0.008856, np.cbrt(scaled), 7.787 * scaled + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def lightness(colours):
    return np.array([lab(colour, SEEN["normal"])[0] for colour in colours])


@pytest.mark.parametrize("eyes", SEEN)
def test_class_colours_and_no_data_can_be_told_apart(eyes):
    seen = [lab(colour, SEEN[eyes]) for colour in (*CLASS_COLOURS, NO_DATA)]
    distance = min(np.linalg.norm(a - b) for i, a in enumerate(seen) for b in seen[:i])
    assert distance > 16  # 2.3 is just noticeable side by side


def test_in_grey_every_class_is_darker_than_the_one_before_and_none_is_no_data():
    steps = -np.diff(lightness(CLASS_COLOURS))
    assert steps.min() > 10
    assert np.abs(lightness(CLASS_COLOURS) - lightness([NO_DATA])).min() > 10


@pytest.mark.parametrize("eyes", SEEN)
def test_rates_of_either_sign_and_no_data_can_be_told_apart(eyes):
    seen = np.array([lab(colour, SEEN[eyes]) for colour in RATES])
    assert np.linalg.norm(seen - lab(NO_DATA, SEEN[eyes]), axis=1).min() > 12
    away, towards = seen[: MIDDLE - 9], seen[MIDDLE + 10 :]  # beyond a fifth of the bar
    assert np.linalg.norm(away[:, None] - towards[None], axis=2).min() > 25
    assert np.linalg.norm(np.diff(seen[::10], axis=0), axis=1).min() > 10  # a tenth of the bar is seen


def test_in_grey_rates_darken_from_none_to_both_ends_and_further_away_from_the_satellite():
    light = lightness(RATES)
    away, towards = light[MIDDLE::-1], light[MIDDLE:]
    assert (np.diff(away) < 0).all() and (np.diff(towards) < 0).all()
    assert (away[10:] < towards[10:]).all() and away[25] < towards[25] - 10 and away[-1] < towards[-1] - 25


def test_panels_have_letters_without_end():
    assert [panel_letter(index) for index in (0, 25, 26, 51, 52, 701, 702)] == [
        "a",
        "z",
        "aa",
        "az",
        "ba",
        "zz",
        "aaa",
    ]


@pytest.mark.parametrize(
    ("value", "limit"), [(0.9, 1), (1.01, 1.5), (7.3, 8), (8.1, 10), (0.021, 0.025), (40, 40)]
)
def test_nice_limit_is_round_and_not_below(value, limit):
    assert nice_limit(value) == pytest.approx(limit)


@pytest.mark.parametrize("value", [0.0, -3.0, float("nan"), float("inf")])
def test_nice_limit_of_nothing_is_one(value):
    assert nice_limit(value) == 1.0


@styled
def draw() -> Figure:
    figure = Figure(figsize=(2, 1.5), layout="constrained")
    figure.add_subplot().plot([1, 2, 3], label="line")
    return figure


def test_same_bytes_twice_and_nothing_of_date_or_version(tmp_path):
    for name in ("a.png", "b.png"):
        save_figure(draw(), tmp_path / name)
    content = (tmp_path / "a.png").read_bytes()
    assert content == (tmp_path / "b.png").read_bytes()
    assert not re.search(rb"tEXt|tIME|iTXt|zTXt", content)


def test_a_users_own_settings_change_nothing_and_are_kept(tmp_path):
    save_figure(draw(), tmp_path / "a.png")
    with mpl.rc_context({"font.size": 23, "axes.facecolor": "black"}):
        save_figure(draw(), tmp_path / "b.png")
        assert mpl.rcParams["font.size"] == 23
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    assert mpl.rcParams["axes.titlelocation"] != RC["axes.titlelocation"]


def test_png_and_pdf_of_one_figure_are_the_same_bytes_again_and_without_a_date(tmp_path):
    for name in ("a", "b"):
        save_figure(draw(), [tmp_path / f"{name}.png", tmp_path / f"{name}.pdf"], dpi=60)
    for suffix in ("png", "pdf"):
        content = (tmp_path / f"a.{suffix}").read_bytes()
        assert content == (tmp_path / f"b.{suffix}").read_bytes()
        assert not re.search(rb"CreationDate|Producer|matplotlib|/tmp", content, re.IGNORECASE)
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    alone = tmp_path / "alone.png"
    save_figure(draw(), alone, dpi=60)
    assert alone.read_bytes() == (tmp_path / "a.png").read_bytes()


def test_pictures_in_a_pdf_and_very_many_points_have_the_resolution_of_the_png(tmp_path):
    figure = Figure(figsize=(2, 2))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.scatter(*np.random.default_rng(1).random((2, MOST_POINTS + 1)), s=1)
    few = axes.scatter([0.5], [0.5])
    save_figure(figure, tmp_path / "a.pdf", dpi=90)
    assert axes.collections[0].get_rasterized() and not few.get_rasterized()
    content = (tmp_path / "a.pdf").read_bytes()
    width = int(re.search(rb"/Subtype /Image.*?/Width (\d+)|/Width (\d+)", content, re.DOTALL)[0].split()[-1])
    assert 160 <= width <= 200  # two inches
    assert len(content) < 200_000


def test_a_failed_save_leaves_nothing(tmp_path):
    with pytest.raises(ValueError, match="dpi"):
        save_figure(draw(), tmp_path / "a.png", dpi=-1)
    assert list(tmp_path.iterdir()) == []


@styled
def _named(text):
    figure = Figure(figsize=(3, 2))
    figure.subplots().set_title(text)
    figure.text(0.1, 0.1, text)
    return figure


@pytest.mark.parametrize(
    "name", ["$x_{", r"$\frac{1}{2}$", "100 $ and 200 $", r"\alpha_^", "_private", "%d {0}"]
)
def test_users_names_are_no_formulas(tmp_path, name):
    figure = _named(name)
    save_figure(figure, tmp_path / "a.png", dpi=40)
    assert figure.axes[0].get_title("left") in (name, "") and (tmp_path / "a.png").stat().st_size > 1000
    assert RC["text.parse_math"] is False and not figure.texts[0].get_parse_math()


def test_a_name_without_end_is_cut_for_a_legend():
    assert short("x" * 200_000) == "x" * 39 + "\N{HORIZONTAL ELLIPSIS}" and short("a\n b") == "a b"
