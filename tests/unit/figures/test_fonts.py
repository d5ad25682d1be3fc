import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager, get_font

from scarpwatch.figures.fonts import FAMILY, MISSING, NOTE, fit_fonts
from scarpwatch.figures.style import save_figure, styled

HOSTILE = [
    "<script>alert(1)</script>",
    "\"a\" 'b'",
    "two\nlines",
    "$x_{$",
    "Тбилиси",
    "თბილისი",
    "الرباط",
    "שלום",
    "Ελλάδα",
]


@styled
def named(*texts):
    figure = Figure(figsize=(3, 2), layout="constrained")
    figure.subplots().set_title(texts[0])
    for text in texts[1:]:
        figure.text(0.5, 0.5, text)
    return figure


def ink(figure):
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., 0] < 128


@pytest.mark.parametrize("name", HOSTILE)
def test_names_appear_letter_by_letter(name, tmp_path):
    figure = named(name)
    assert fit_fonts(figure) == [] and figure.axes[0].get_title("left") == name
    save_figure(figure, [tmp_path / "a.png", tmp_path / "a.pdf"], dpi=40)
    assert not figure.texts


def test_text_from_right_to_left_begins_at_the_right_and_its_letters_join():
    # The lone forms of three letters are wider than the joined ones.
    joined, apart = (
        named("", text) for text in ("ببب", "ب\N{ZERO WIDTH NON-JOINER}ب\N{ZERO WIDTH NON-JOINER}ب")
    )
    boxes = [
        figure.texts[0].get_window_extent(FigureCanvasAgg(figure).get_renderer())
        for figure in (joined, apart)
    ]
    assert boxes[0].width < 0.9 * boxes[1].width
    first, last = (ink(named("", text)) for text in ("ا..", "..ا"))
    assert not np.array_equal(first, last)
    stroke = np.flatnonzero(first.sum(axis=0) > 4)  # the letter that is read first, among the dots
    assert stroke.mean() > np.flatnonzero(last.sum(axis=0) > 4).mean()


def test_letters_that_no_font_has_are_told_and_others_find_theirs():
    letter, nowhere = "東", "\U0003fffd"
    figure = named("ok", f"{letter} {nowhere}")
    others = {
        entry.name
        for entry in fontManager.ttflist
        if "last resort" not in entry.name.lower() and ord(letter) in get_font(entry.fname).get_charmap()
    }
    lacking = fit_fonts(figure)
    shown, note = figure.texts
    assert nowhere in lacking and note.get_text() == NOTE
    if others:
        assert lacking == [nowhere] and shown.get_text() == f"{letter} {MISSING}"
        assert shown.get_fontfamily()[0] == FAMILY and set(shown.get_fontfamily()[1:]) <= others
    else:
        assert lacking == [letter, nowhere] and shown.get_text() == f"{MISSING} {MISSING}"
    assert figure.axes[0].get_title("left") in ("ok", "")


def test_marks_of_direction_need_no_letter_and_control_characters_are_replaced():
    figure = named("a\N{RIGHT-TO-LEFT MARK}b", "c\x1bd")
    assert fit_fonts(figure) == ["\x1b"] and figure.texts[0].get_text() == f"c{MISSING}d"
