"""Lines of a look at inputs."""

import pytest

from scarpwatch.errors import InputError
from scarpwatch.inspection.findings import Finding, Findings


def test_a_fault_becomes_a_line_and_the_look_goes_on() -> None:
    found = Findings()

    def broken() -> None:
        raise InputError("dem.tif", "it is empty", "Copy it again.")

    def unforeseen() -> None:
        raise KeyError("band")

    assert found.attempt("dem", broken) is None
    assert found.attempt("ndvi", unforeseen) is None
    assert found.attempt("roads", lambda: 3) == 3
    assert found.lines == [
        Finding("dem", "dem.tif", "it is empty. Copy it again.", "fault"),
        Finding("ndvi", "check", "it cannot be looked at (KeyError: 'band')", "fault"),
    ]


def test_what_a_check_found_is_put_in_words() -> None:
    found = Findings()
    found.describe(
        "dem",
        {
            "rows": 60,
            "columns": 80,
            "file": "dem.tif",
            "crs": "EPSG:32632",
            "cell_size": [30.0, 30.0],
            "share_with_data": 0.987,
            "track": None,
            "values": ["Q", "T"],
            "unusable": {"20240105_20240117": "all zero"},
            "notes": ["two invalid shapes"],
        },
    )
    assert [(line.item, line.value) for line in found.lines] == [
        ("file", "dem.tif"),
        ("size", "60 x 80 cells"),
        ("CRS", "EPSG:32632"),
        ("cell size", "30 x 30 m"),
        ("cells with data", "98.7%"),
        ("values", "Q, T"),
        ("unusable", "20240105_20240117: all zero"),
        ("note", "two invalid shapes"),
    ]
    assert [line.status for line in found.lines] == ["found"] * 7 + ["note"]


@pytest.mark.parametrize(
    ("crs", "size"),
    [
        ("EPSG:4326", "0.00025 x 0.00025 degrees"),
        ("EPSG:2263", "0.00025 x 0.00025 US survey foot"),
        (None, "0.00025 x 0.00025 in units of the CRS"),
        ("none", "0.00025 x 0.00025 in units of the CRS"),
    ],
)
def test_the_cell_size_has_the_unit_of_the_crs(crs: str | None, size: str) -> None:
    found = Findings()
    found.describe("dem", {"cell_size": [0.00025, 0.00025], **({"crs": crs} if crs else {})})
    assert [line.value for line in found.lines if line.item == "cell size"] == [size]
