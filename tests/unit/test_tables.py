import math

from scarpwatch.insar.tables import read_network

HEADER = "reference\tsecondary\tdays\tperpendicular_baseline_m\tmean_coherence\tused\n"


def test_rows_come_back_with_their_types(tmp_path):
    path = tmp_path / "network.tsv"
    path.write_text(
        f"{HEADER}20240107\t20240119\t12\t-31.250\t0.7321\ttrue\n20240119\t20240212\t24\tnan\t0.4\tfalse\n"
    )
    first, second = read_network(path)
    assert first == {
        "reference": "20240107",
        "secondary": "20240119",
        "days": 12,
        "perpendicular_baseline_m": -31.25,
        "mean_coherence": 0.7321,
        "used": True,
    }
    assert math.isnan(second["perpendicular_baseline_m"])
    assert second["used"] is False


def test_a_network_without_pairs_is_an_empty_list(tmp_path):
    (tmp_path / "network.tsv").write_text(HEADER)
    assert read_network(tmp_path / "network.tsv") == []
