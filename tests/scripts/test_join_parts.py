"""Joining the parts, through files: what delineate_units makes of the whole."""

import json
from pathlib import Path

import pytest
from steps import run_main
from unit_parts import cut, divide, settings, units_of, write_dem


@pytest.mark.parametrize("given", [{}, {"flat_below_deg": 2.0}])
def test_the_files_are_those_of_the_whole_to_the_byte(tmp_path, given):
    dem = write_dem(tmp_path)
    made = cut(dem, tmp_path, **given)
    (tmp_path / "joined").mkdir()
    (tmp_path / "whole").mkdir()
    joined = run_main(
        "join_parts",
        inputs={
            "dem": dem,
            "water": [],
            "divisions": divide(made, tmp_path),
            "parameters": made.parameters,
        },
        output=units_of(tmp_path / "joined"),
        params={"settings": settings(**given)},
    )
    whole = run_main(
        "delineate_units",
        inputs={"dem": dem, "water": [], "polygons": []},
        output=units_of(tmp_path / "whole"),
        params={"settings": settings(**given)},
    )
    for one, other in zip(joined, whole, strict=True):
        assert Path(one).read_bytes() == Path(other).read_bytes()
    summary = json.loads(Path(joined.summary).read_text())
    assert summary["count"] > 30
    assert (summary["masked_km2"] > 1) == bool(given)
