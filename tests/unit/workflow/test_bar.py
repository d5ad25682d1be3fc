import io

import pytest

from scarpwatch.workflow.bar import Bar, duration, is_terminal, printable


def test_the_bar_fits_the_terminal_and_is_redrawn_in_its_line(monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    stream = io.StringIO()
    bar = Bar(stream)
    bar.clear()
    assert stream.getvalue() == ""
    bar.draw(3, 12, "1:00", "", "word " * 30)
    bar.clear()
    bar.clear()
    _, drawn, rest = stream.getvalue().split("\r\x1b[K")
    assert drawn.startswith("[######..................] 3/12  1:00  word")
    assert len(drawn) == 59 and rest == ""


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00"), (83.9, "1:23"), (3661, "1:01:01")])
def test_durations(seconds, text):
    assert duration(seconds) == text


def test_signs_that_a_terminal_lacks_are_replaced():
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    assert printable("Zürich", stream) == "Z?rich"
    assert not is_terminal(stream)
