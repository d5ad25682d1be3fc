"""What is left of a scene, in numbers."""

import numpy as np
import pytest

from scarpwatch.insar.output.quality_mask import Judgement
from scarpwatch.insar.output.quality_record import mask_record, product_tags, quality_record, view_record
from scarpwatch.insar.reference.record import reference_attribute
from scarpwatch.insar.reference.window import Reference

DATES = ["20240105", "20240117", "20240129"]
PLACE = Reference(1, 2, 0, "by the test")
ABOUT = {**reference_attribute(PLACE), "reference_offset_sigma_m_per_year": 0.002}
KEPT = np.array([[True, True, True, False]])
AREA = np.ones((1, 4), bool)
RATE = np.array([[-0.04, 0.0, 0.01, 9.0]])


def test_all_layers_of_an_inversion():
    layers = {
        "rate": RATE,
        "sigma": np.array([[0.001, 0.002, 0.003, 9.0]]),
        "pairs": np.array([[3, 3, 2, 0]]),
        "rank": np.array([[2, 2, 1, 0]]),
        "residual_rms": np.array([[0.3, 0.4, 0.5, np.nan]]),
        "temporal_coherence": np.array([[0.9, 0.8, 0.7, 0.1]]),
    }
    found = quality_record(layers, DATES, KEPT, AREA, ABOUT)
    assert (found["first_date"], found["last_date"], found["dates"]) == ("2024-01-05", "2024-01-29", 3)
    assert (found["pairs"], found["full_rank"], found["pixels"]) == (3, 2, 4)
    assert found["full_rank_share"] == pytest.approx(2 / 3)
    assert found["measured_share"] == 0.75
    assert found["residual_rms_rad"] == pytest.approx(np.sqrt((0.09 + 0.16 + 0.25) / 3))
    assert found["rate_cm_per_year"] == pytest.approx({"min": -4, "median": 0, "max": 1})
    assert found["rate_sigma_median_cm_per_year"] == pytest.approx(0.2)
    assert found["reference_offset_sigma_cm_per_year"] == pytest.approx(0.2)
    assert found["reference"] == PLACE._asdict()


def test_what_a_ready_rate_does_not_have_is_left_out():
    about = {"reference": ABOUT["reference"], "origin": "MintPy, velocity.h5"}
    found = quality_record({"rate": RATE, "sigma": np.full((1, 4), np.nan)}, DATES, KEPT, AREA, about)
    assert found["origin"] == "MintPy, velocity.h5"
    absent = {"pairs", "full_rank", "residual_rms_rad", "temporal_coherence_median"}
    absent |= {"rate_sigma_median_cm_per_year", "reference_offset_sigma_cm_per_year"}
    assert not absent & set(found)


def test_the_record_of_a_mask_holds_its_criteria_and_counts_what_is_left():
    layers = {"rate": RATE, "sigma": np.full((1, 4), 0.002)}
    judged = {"no_data": Judgement(~KEPT, "no pair, or no rate")}
    found = mask_record(layers, DATES, judged, {}, AREA, ABOUT, minimum=0.7, subsets_removed=False)
    assert found["measured_share"] == 0.75
    (row,) = found["criteria"]
    assert (row["name"], row["share"]) == ("no_data", 0.25)
    assert found["decisions"] == []
    assert not {"subsets", "surplus"} & set(found)


def test_the_view_is_told_by_tags_or_left_open():
    assert view_record({"SENSOR": "S1A", "HEADING_DEG": "-12.5"}) == {"sensor": "S1A", "heading_deg": -12.5}
    assert view_record({}) == {"sensor": "", "heading_deg": None}


def test_products_are_tagged_with_period_and_reference():
    quality = {"first_date": "2024-01-05", "last_date": "2024-01-29", "reference": PLACE._asdict()}
    tags = product_tags(quality, "quality.json")
    assert tags["SIGN"].startswith("positive towards the satellite")
    assert (tags["FIRST_DATE"], tags["LAST_DATE"]) == ("2024-01-05", "2024-01-29")
    assert "by the test" in tags["REFERENCE"]
