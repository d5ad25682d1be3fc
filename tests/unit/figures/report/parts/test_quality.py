import pandas as pd
import pytest
from figure_inputs import write_network

from scarpwatch.figures.report.parts.quality import (
    mask_table,
    network_sentences,
    origin_sentences,
    reference_sentences,
    view_text,
)
from scarpwatch.insar.network.table import read_network

QUALITY = {
    "measured_share": 0.8,
    "criteria": [
        {"name": "no_data", "limit": "no pair, or no rate", "share": 0.15, "only_share": 0.1},
        {"name": "temporal_coherence", "limit": "below 0.7", "share": 0.0812, "only_share": 0.05},
        {"name": "phase_bias", "limit": None, "share": 0.0, "only_share": 0.0},
    ],
}


@pytest.fixture
def network(tmp_path):
    write_network(tmp_path / "network.tsv")
    return pd.DataFrame(read_network(tmp_path / "network.tsv"))


def test_the_table_has_a_row_per_criterion_and_the_total():
    assert mask_table(QUALITY).rows == (
        ("Nothing measured", "no pair, or no rate", "15.00 %", "10.00 %"),
        ("Temporal coherence", "below 0.7", "8.12 %", "5.00 %"),
        ("Phase bias of the rate", "not applied", "–", "–"),
        ("Removed by any", "", "20.00 %", ""),
    )


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        (-12.5, "Sentinel-1A, ascending, from the west (heading -12.5°)"),
        (347.5, "Sentinel-1A, ascending, from the west (heading -12.5°)"),
        (192.5, "Sentinel-1A, descending, from the east (heading -167.5°)"),
        (None, ""),
    ],
)
def test_where_the_satellite_looked_from(heading, text):
    view = {"sensor": "Sentinel-1A", "heading_deg": heading}
    assert view_text({"view": view}).replace("\N{MINUS SIGN}", "-") == text
    assert view_text(None) == ""


def test_a_reference_that_may_move_is_told():
    assert reference_sentences({"reference": {"settled": True, "scenes": 12}}) == []
    (text,) = reference_sentences({"reference": {"settled": False, "scenes": 7}})
    assert "chosen from 7 scenes" in text and "may move" in text


def test_dropped_pairs_are_counted(network):
    (text,) = network_sentences(network)
    assert text == "2 of 66 pairs were dropped for their low mean coherence."
    network.loc[0, "reason"] = "below network.min_coherence, kept to connect the dates"
    assert "; 1 as poor was kept because dates would be cut off" in network_sentences(network)[0]
    network["used"], network["reason"] = True, ""
    assert network_sentences(network) == []


def test_dates_that_are_cut_off_are_named(network):
    last = network["secondary"].max()
    network.loc[network["secondary"] == last, "used"] = False
    text = network_sentences(network)[-1]
    assert f"no pair connects {last[:4]}-{last[4:6]}-{last[6:]} to the others" in text


def test_a_deformation_from_elsewhere_is_told():
    assert origin_sentences({"dates": 12}) == []
    texts = origin_sentences({"dates": 12, "origin": "MintPy, timeseries.h5"})
    assert "(MintPy, timeseries.h5)" in texts[0] and "from its series" in texts[1]
    assert (
        "not a measurement of its own" in origin_sentences({"dates": 2, "origin": "MintPy, velocity.h5"})[1]
    )


def test_all_satellites_of_a_stack_are_told():
    view = {"sensor": "Sentinel-1A", "heading_deg": -12.3}
    both = {"sar": {"sensor": "Sentinel-1A (3), Sentinel-1C (2)"}}
    assert view_text({"view": view}, both).startswith("Sentinel-1A (3), Sentinel-1C (2), ascending")
    assert view_text({"view": view}, {"sar": {"sensor": ""}}).startswith("Sentinel-1A, ascending")
    assert view_text({"view": view}, {}).startswith("Sentinel-1A, ascending")
