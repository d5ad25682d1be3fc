import numpy as np
import pandas as pd

from scarpwatch.factors.registry import DEFORMATION, STUDY
from scarpwatch.figures.report.surroundings.data_tables import (
    class_limits_table,
    class_rate_table,
    data_table,
    input_tables,
    radar_table,
    radar_tables,
)

CONFIG = {
    "sar": {"source": "slc_stack", "wavelength_m": 0.05546576},
    "interferograms": {"looks_azimuth": 2, "looks_range": 6},
}
QUALITY = {
    "dates": 3, "first_date": "2024-01-07", "last_date": "2024-02-12",
    "view": {"sensor": "Sentinel-1A", "heading_deg": -12.3},
}  # fmt: skip
NETWORK = pd.DataFrame(
    {
        "reference": ["20240107", "20240119"],
        "secondary": ["20240119", "20240212"],
        "used": [True, False],
    }
)
INPUTS = {
    "dem": {"file": ["a/b/dem1.tif", "dem2.tif"], "rows": 9, "cell_size": [10.0, 10.0], "crs": "EPSG:32649"},
    "ndvi": {"file": "ndvi.tif", "rows": 614, "columns": 581, "crs": "EPSG:4326"},
    "faults": {"file": "in/faults <x>.gpkg", "features": 1234, "geometry": "LineString", "crs": "EPSG:32649"},
    "factors.more.rain": {"file": "rain.tif"},
    "sar": {"file": "not told here"},
    "left_out": ["roads"],
}


def test_radar_data_of_a_stack():
    rows = dict(radar_table(CONFIG, QUALITY, NETWORK).rows)
    assert rows["Band"] == "C (5.405 GHz, 5.55 cm)"
    assert rows["Number of dates"] == "3" and rows["Period"] == "2024-01-07 to 2024-02-12"
    assert rows["Days from date to date, least, median and most"] == "12, 18 and 24"
    assert rows["Pairs used"] == "1 of 2" and rows["Looks, azimuth × range"] == "2 × 6"
    assert "Sentinel-1A, ascending" in rows["Sensor and line of sight"]


def test_what_products_do_not_say_is_not_made_up():
    config = {**CONFIG, "sar": {"source": "hyp3", "wavelength_m": 0.05546576}}
    rows = dict(radar_table(config, {**QUALITY, "view": None}, None).rows)
    assert "Band" not in rows and "Pairs used" not in rows and rows["Sensor and line of sight"] == "–"
    assert radar_table({"sar": None}, QUALITY, None) is None
    assert radar_tables({"sar": None}, QUALITY, None) == []


def test_other_data_are_those_of_the_files():
    table = data_table(INPUTS, {"rain": "Rain of a year"})
    assert table.rows == (
        (
            "Elevation model",
            "dem1.tif, dem2.tif",
            "raster, cells of 10 × 10 (units of its system)",
            "EPSG:32649",
        ),
        ("NDVI", "ndvi.tif", "raster, 614 × 581 cells", "EPSG:4326"),
        ("Faults", "faults <x>.gpkg", "1,234 features (line)", "EPSG:32649"),
        ("Rain of a year", "rain.tif", "–", "–"),
    )
    assert data_table({"left_out": []}, {}) is None


def test_classes_are_those_of_the_config():
    factors = [
        factor
        for factor in (*STUDY, *DEFORMATION)
        if factor.name in ("slope", "aspect", "lithology", "deformation_rate")
    ]
    rows = {row[0]: row[1:] for row in class_limits_table(factors).rows}
    assert rows["Slope"] == ("°", "< 15, 15–30, 30–45, 45–60, ≥ 60")
    assert rows["Aspect"][1].startswith("flat, N, NE") and rows["Lithology"][1] == "those of the map"
    assert "≥ 2" in rows["Deformation rate"][1] and class_limits_table([]) is None
    assert (
        len(input_tables(INPUTS, factors, {}, None)) == 2
        and len(input_tables(INPUTS, factors, {}, {"file": "t"})) == 1
    )


def test_units_are_counted_by_class_and_rate_and_those_not_measured_apart():
    rated = pd.DataFrame({"unit_id": [1, 2, 3, 4, 5], "class": [5, 5, 1, 1, np.nan]})
    rates = pd.DataFrame({"unit_id": [1, 2, 3, 5], "deformation_rate": [-3.0, 0.1, np.nan, -9.0]})
    table = class_rate_table(rated, rates, [-2, -1, 1, 2], model="SAR+RF", unit_name="slope units")
    rows = {row[0]: row[1:] for row in table.rows}
    assert rows["very high"] == ("1", "0", "1", "0", "0", "0", "2")
    assert rows["very low"] == ("0", "0", "0", "0", "0", "2", "2")
    assert rows["All"] == ("1", "0", "1", "0", "0", "2", "4")
    assert table.columns[3] == "−1 to 1" and table.columns[-2] == "Not measured"
    assert "SAR+RF" in table.notes[0]
    assert class_rate_table(None, rates, [0.0], model="", unit_name="") is None
    assert class_rate_table(rated.head(0), rates, [0.0], model="", unit_name="") is None
