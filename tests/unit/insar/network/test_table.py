import math

import pytest

from scarpwatch.errors import InputError
from scarpwatch.insar.network.table import (
    read_baselines,
    read_network,
    used_ends,
    used_files,
    write_pairs,
    write_scenes,
)

HEADER = "reference\tsecondary\tdays\tperpendicular_baseline_m\tmean_coherence\tused\treason\ttie_rad\n"


def test_rows_come_back_with_their_types(tmp_path):
    path = tmp_path / "network.tsv"
    path.write_text(
        f"{HEADER}20240107\t20240119\t12\t-31.250\t0.7321\ttrue\t\t\n20240119\t20240212\t24\tnan\t0.4\tfalse\tlow\t-6.5\n"
    )
    first, second = read_network(path)
    assert first == {
        "reference": "20240107",
        "secondary": "20240119",
        "days": 12,
        "perpendicular_baseline_m": -31.25,
        "mean_coherence": 0.7321,
        "used": True,
        "reason": "",
        "tie_rad": pytest.approx(math.nan, nan_ok=True),
    }
    assert math.isnan(second["perpendicular_baseline_m"])
    assert second["used"] is False
    assert second["reason"] == "low"
    assert second["tie_rad"] == -6.5


@pytest.mark.parametrize("text", [HEADER, "reference\tsecondary\n20240101\t20240113\n"])
def test_a_damaged_table_is_named(tmp_path, text):
    (tmp_path / "network.tsv").write_text(text)
    with pytest.raises(InputError, match=r"network\.tsv"):
        read_network(tmp_path / "network.tsv")


def test_files_of_used_pairs_come_in_the_networks_order():
    network = [
        {"reference": "20240107", "secondary": "20240119", "used": True},
        {"reference": "20240107", "secondary": "20240131", "used": False},
        {"reference": "20240119", "secondary": "20240131", "used": True},
    ]
    files = [
        f"unwrapped/{name}.tif" for name in ("20240119_20240131", "20240107_20240131", "20240107_20240119")
    ]
    assert used_files(network, files) == [files[2], files[0]]
    with pytest.raises(InputError, match="20240119_20240131 has no file"):
        used_files(network, files[1:])


def test_ends_of_used_pairs_are_places_among_the_dates():
    dates = ["20240107", "20240119", "20240131"]
    network = [
        {"reference": "20240107", "secondary": "20240131", "used": True},
        {"reference": "20240107", "secondary": "20240119", "used": False},
        {"reference": "20240119", "secondary": "20240131", "used": True},
    ]
    assert used_ends(network, dates) == ([0, 1], [2, 2])
    first, second = used_ends(None, dates)
    assert list(zip(first, second, strict=True)) == [(0, 1), (1, 2)]


def test_scenes_and_pairs_come_back_as_they_were_written(tmp_path):
    scenes = [
        ("20240119", "b.tif", "S1A", -43.2),
        ("20240107", "a.tif", "S1A", 0.0),
        ("20240131", "c.tif", "", math.nan),
    ]
    write_scenes(tmp_path / "scenes.tsv", {"wavelength_m": "0.055"}, scenes)
    baselines = read_baselines(tmp_path / "scenes.tsv")
    assert list(baselines) == ["20240107", "20240119", "20240131"]
    assert list(baselines.values())[:2] == [0.0, -43.2] and math.isnan(baselines["20240131"])
    assert (tmp_path / "scenes.tsv").read_text().splitlines()[:3] == [
        "# wavelength_m: 0.055",
        "date\tsource\tsensor\tperpendicular_baseline_m",
        "2024-01-07\ta.tif\tS1A\t0.000",
    ]
    write_pairs(tmp_path / "pairs.tsv", ["20240107_20240119"], baselines)
    assert (tmp_path / "pairs.tsv").read_text().splitlines() == [
        "reference\tsecondary\tdays\tperpendicular_baseline_m",
        "20240107\t20240119\t12\t-43.200",
    ]
