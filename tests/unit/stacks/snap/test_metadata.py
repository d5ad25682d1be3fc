"""SNAP's metadata: the same from XML and JSON, dates and times, baselines, what the graph says."""

import json
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest
from product_truth import Truth
from snap_files import write_dimap, write_znap
from snap_simulation import baselines, metadata

from scarpwatch.errors import InputError
from scarpwatch.stacks.snap.acquisition import acquisition_of, orbit_baseline, reference_of
from scarpwatch.stacks.snap.metadata import (
    Element,
    date_in,
    flattened_bands,
    open_bytes,
    perpendicular_baseline,
    read_document,
    read_placement,
    short_date,
    time_in,
)

TRUTH = Truth()
BAND = {"i_VV": np.zeros((2, 2))}


def test_dates_and_times_in_snaps_writing() -> None:
    assert date_in("10Jul2018") == date_in("10-JUL-2018 05:50:35.812250") == date(2018, 7, 10)
    assert [date_in(text) for text in ("31Feb2018", "10Xyz2018", "20180710", "")] == [None] * 4
    assert short_date(date(2018, 7, 1)) == "01Jul2018"
    assert time_in("31-MAR-2023 05:50:35.812250") == datetime(2023, 3, 31, 5, 50, 35, 812250)
    assert [time_in(text) for text in ("31-MAR-2023", "31-MAR-2023 noon", "-")] == [None] * 3


def test_xml_and_json_say_the_same(tmp_path: Path) -> None:
    tree = metadata(TRUTH, TRUTH.dates[:3])
    dim = read_document(str(write_dimap(tmp_path, "a", BAND, tree)))
    znap = read_document(str(write_znap(tmp_path, "a", BAND, tree) / "SNAP" / "product_metadata.json"))
    for one, other in zip(dim.walk(), znap.walk(), strict=True):
        assert one.name == other.name
        assert list(one.attributes) == list(other.attributes)
        for name in one.attributes:
            assert one.text(name) == other.text(name) or one.number(name) == pytest.approx(other.number(name))
    main = znap.child("Abstracted_Metadata")
    assert main.text("PASS") == "ASCENDING"
    assert main.number("range_spacing") == 17.0
    assert main.number("lat_pixel_res") is None  # 99999 stands for not known
    assert main.number("PASS") is None
    assert main.child("Doppler") is None
    assert dim.child("Original_Product_Metadata") is None


def test_baselines_between_any_two_dates(tmp_path: Path) -> None:
    root = read_document(str(write_dimap(tmp_path, "a", BAND, metadata(TRUTH, TRUTH.dates))))
    first, second, third = TRUTH.dates[:3]
    assert perpendicular_baseline(root, first, second) == pytest.approx(33.9)
    assert perpendicular_baseline(root, third, second) == pytest.approx(33.9 + 71.2)
    assert perpendicular_baseline(root, first, first) == 0
    assert perpendicular_baseline(root, first, date(2020, 1, 1)) is None
    table = root.child("Abstracted_Metadata").child("Baselines")
    table.children = [row for row in table.children if row.name == "Ref_05Jan2024"]
    assert perpendicular_baseline(root, second, first) == pytest.approx(-33.9)


def test_baselines_in_the_words_of_older_versions(tmp_path: Path) -> None:
    """Until SNAP 8 the table has Master and Slave, and a date can stand there several times."""
    tree = metadata(TRUTH, TRUTH.dates[:2])
    first, second = TRUTH.dates[:2]
    tree["Abstracted_Metadata"]["Baselines"] = baselines(TRUTH, [first, second], ("Master: ", "Slave: "))
    root = read_document(str(write_dimap(tmp_path, "a", BAND, tree)))
    assert perpendicular_baseline(root, first, second) == pytest.approx(33.9)
    table = root.child("Abstracted_Metadata").child("Baselines")
    table.children.insert(0, Element("Master: 05Jan2024", {}, [Element("Slave: 05Jan2024")]))
    assert perpendicular_baseline(root, first, second) == pytest.approx(33.9)


@pytest.mark.parametrize(
    ("name", "first", "second", "table", "orbits"),
    [
        ("S1_IW_SLC_coherance.dim", date(2019, 8, 9), date(2019, 9, 2), 66.98, 67.3),
        ("S1_IW_SLC_DInSARStack_20190902_20190914.dim", date(2019, 9, 2), date(2019, 9, 14), 10.54, 10.4),
    ],
)
def test_baselines_of_real_pairs(shared_real: Path, name, first, second, table, orbits) -> None:
    """Over Iceland, by SNAP 8; the orbits give the same sign, and the size at the area's middle."""
    path = str(shared_real / "snap_pair_headers" / name)
    root = read_document(path)
    assert perpendicular_baseline(root, first, second) == pytest.approx(table, abs=0.005)
    assert perpendicular_baseline(root, second, first) == pytest.approx(-table, abs=0.005)
    one, other = reference_of(root, path), acquisition_of(root, second, path)
    assert (one.date, one.sensor, one.looks) == (first, "Sentinel-1B", 12)
    longitude, latitude = one.start
    found = orbit_baseline(one, other, longitude=longitude, latitude=latitude)
    assert found == pytest.approx(orbits, abs=0.05)


@pytest.mark.parametrize(("text", "bands"), [("fep_a + topo_a", {"i_VV"}), ("fep_a", set()), ("1", set())])
def test_bands_that_were_flattened_by_band_arithmetic(tmp_path: Path, text: str, bands: set) -> None:
    graph = {
        "node.6": {"parameters": {"targetBands": {"targetBand.0": {"expression": text, "name": "i_VV"}}}}
    }
    tree = metadata(TRUTH, TRUTH.dates[:2], graph=graph)
    assert flattened_bands(read_document(str(write_dimap(tmp_path, "a", BAND, tree)))) == bands


def test_placement_on_the_map(tmp_path: Path) -> None:
    path = write_dimap(tmp_path, "a", BAND, metadata(TRUTH, TRUTH.dates[:2]), wkt='X["a"]', transform="1,2,3")
    assert read_placement(str(path)) == ("1,2,3", 'X["a"]')
    whole = path.read_text()
    path.write_text(whole[: whole.index("Raster_Dimensions")])  # what follows is not looked at
    assert read_placement(str(path)) == ("1,2,3", 'X["a"]')
    assert read_placement(str(write_dimap(tmp_path, "b", BAND, {}))) == ("", "")
    path.write_text("<Dimap_Document></cut>")
    with pytest.raises(InputError, match="cannot be read"):
        read_placement(str(path))


def test_a_file_that_changes_is_read_again(tmp_path: Path) -> None:
    path = write_dimap(tmp_path, "a", BAND, metadata(TRUTH, TRUTH.dates[:2]))
    assert read_document(str(path)).child("Abstracted_Metadata").text("SWATH") == "IW1"
    path.write_text(path.read_text().replace(">IW1<", ">IW2<"))
    assert read_document(str(path)).child("Abstracted_Metadata").text("SWATH") == "IW2"


def test_what_is_not_snaps(tmp_path: Path) -> None:
    for name, text, fault in (
        ("a.dim", "<Dimap_Document><cut", "not metadata as SNAP writes them"),
        ("b.dim", "<Dimap_Document/>", "it has no Abstracted_Metadata"),
        ("c.json", '{"name": 1}', "not metadata as SNAP writes them"),
        ("d.json", json.dumps([{"name": "history"}]), "it has no Abstracted_Metadata"),
    ):
        (tmp_path / name).write_text(text)
        with pytest.raises(InputError, match=fault):
            read_document(str(tmp_path / name))
    with pytest.raises(InputError, match="cannot be read"):
        read_document(str(tmp_path / "none.dim"))
    (tmp_path / "z.zip").write_bytes(b"no archive")
    with pytest.raises(InputError, match="cannot be read"):
        open_bytes(f"/vsizip/{tmp_path}/z.zip/a.json")
