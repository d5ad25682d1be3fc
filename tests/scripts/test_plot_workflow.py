import pytest
from figure_inputs import picture_size, step

from plot_workflow import main

SETTINGS = {
    "stages": [["scenes read", ["read"]], ["rate estimated", ["estimate"]], ["report written", ["write"]]],
    "links": [["read", "estimate"], ["estimate", "write"], ["read", "write"]],
    "parts": {"read": "radar", "estimate": "radar", "write": "figures and report"},
    "dpi": 60,
}


def test_the_stages_are_drawn(tmp_path):
    for name in ("a.png", "b.png"):
        main(step({}, {"figure": tmp_path / name}, SETTINGS))
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    assert picture_size(tmp_path / "a.png")[1] > 150


def test_links_in_a_circle_leave_no_picture(tmp_path):
    links = [["read", "estimate"], ["estimate", "read"]]
    with pytest.raises(ValueError, match="circle"):
        main(step({}, {"figure": tmp_path / "a.png"}, {**SETTINGS, "links": links}))
    assert not (tmp_path / "a.png").exists()
