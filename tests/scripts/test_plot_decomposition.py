"""The figure of vertical and east rates, from the step that makes them."""

from pathlib import Path

from figure_inputs import picture_size
from product_truth import Truth, write_dem
from steps import run_main
from track_results import write_track

from scarpwatch.stacks.other_track import find_other_track


def test_the_figure_is_drawn(tmp_path):
    grid = write_dem(tmp_path / "dem.tif", Truth(), 100.0)
    own = write_track(tmp_path / "own", grid, -12.5, missing=Truth().missing)
    write_track(tmp_path / "other", grid, 192.5)
    names = ("vertical", "vertical_sigma", "east", "east_sigma", "blind")
    made = run_main(
        "decompose_motion",
        inputs={**own, **find_other_track(tmp_path / "other").files, "dem": str(tmp_path / "dem.tif")},
        output={
            **{name: str(tmp_path / f"{name}.tif") for name in names},
            "summary": str(tmp_path / "s.json"),
        },
        params={"max_amplification": 3.0, "provenance": {"AREA": "the test's"}},
        wildcards={"until": "2024-07-05"},
    )
    drawn = run_main(
        "plot_decomposition",
        inputs={
            "vertical": made.vertical,
            "east": made.east,
            "blind": made.blind,
        },
        output={"figure": str(tmp_path / "decomposition.png")},
        params={"dpi": 100},
    )
    assert picture_size(Path(drawn.figure))[0] > 800
