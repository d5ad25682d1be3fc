"""The page of the built-in factors; that it is up to date is held with the other pages (config/test_reference.py)."""

import re

from scarpwatch.factors.reference import markdown
from scarpwatch.factors.registry import BUILT_IN


def rows():
    cells = [line.strip("| ").split(" | ") for line in markdown().splitlines() if line.startswith("| `")]
    return {re.sub("`", "", row[0]): [cell.strip() for cell in row] for row in cells}


def test_every_factor_has_a_row_with_what_the_registry_says():
    found = rows()
    assert list(found) == [factor.name for factor in BUILT_IN]
    assert all(found[factor.name][1] == factor.title for factor in BUILT_IN)
    assert found["slope"][2:7] == [
        "°", "continuous", "DEM", "`slope` (mean), `slope_std` (std)", "15, 30, 45, 60",
    ]  # fmt: skip
    assert found["lithology"][5] == "`lithology` (most frequent), `lithology_share_`... (share of each)"
    assert "`aspect_sin` (sine)" in found["aspect"][5]
    assert found["distance_to_rivers"][4] == "`factors.rivers`" and found["ndvi"][4] == "`factors.ndvi`"
    assert found["cumulative_deformation"][6].startswith("\N{MINUS SIGN}4")


def test_what_a_factor_takes_stands_with_default_bounds_and_unit():
    assert rows()["local_relief"][7] == "`radius_m`: 500 (10 to 20000 m)"
    assert "`area_exponent`: 0.6 (0.1 to 2)" in rows()["sediment_transport_index"][7]
