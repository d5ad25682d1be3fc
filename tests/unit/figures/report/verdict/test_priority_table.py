import pandas as pd

from scarpwatch.figures.report.basis.result_tables import MINUS
from scarpwatch.figures.report.verdict.priority_table import priority_sections, priority_table

UNITS = pd.DataFrame(
    {
        "rank": [1, 2],
        "unit_id": [17, 4],
        "x": [712345.6, 712999.4],
        "y": [9557000.2, 9558000.0],
        "longitude": [-79.07716, -79.0789],
        "latitude": [-3.9908, -3.9969],
        "class": [5, 4],
        "class_name": ["very high", "high"],
        "score": [0.9083, 0.7],
        "score_std": [0.045, float("nan")],
        "area_m2": [10800.0, 2.5e6],
        "deformation_rate": [-3.14, float("nan")],
        "deformation_sigma": [0.32, float("nan")],
        "outside": [0, 1],
        "landslides": [2, 0],
    }
)


def test_each_unit_has_its_place_its_index_and_what_is_measured():
    table = priority_table(UNITS, "slope units", "EPSG:32717")
    first, second = (dict(zip(table.columns, row, strict=True)) for row in table.rows)
    assert first["Easting, northing"] == "712346, 9557000"
    assert first["Longitude, latitude (°)"] == "−79.0772, −3.9908"
    assert first["Index ± σ"] == "0.91 ± 0.04" and first["Rate ± σ (cm/yr)"] == "−3.1 ± 0.3"
    assert first["Known landslides"] == "2" and first["Unlike what trained"] == "no"
    assert (
        second["Index ± σ"] == "0.70"
        and second["Rate ± σ (cm/yr)"] == "–"
        and second["Area (km²)"] == "2.500"
    )
    assert "EPSG:32717" in table.notes[0] and "1 of them hold known landslides" in table.notes[0]
    still = priority_table(UNITS.assign(deformation_rate=-0.02), "slope units", "").rows[0]
    assert f"{MINUS}0.0" not in still and "0.0 ± 0.3" in still


def test_what_a_run_does_not_know_has_no_column():
    bare = UNITS.drop(
        columns=["x", "y", "longitude", "latitude", "area_m2", "deformation_rate", "deformation_sigma"]
    )
    table = priority_table(bare.assign(name="a <unit>"), "units of the table", "")
    assert "Name" in table.columns and len(table.columns) == 7 and "Easting" not in table.notes[0]


def test_the_section_is_there_with_models_alone():
    (section,) = priority_sections(UNITS, "slope units", "")
    assert section.title == "The 2 slope units that matter most" and not section.folded
    assert (
        priority_sections(None, "slope units", "")
        == []
        == priority_sections(UNITS.head(0), "slope units", "")
    )
