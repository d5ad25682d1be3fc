import math

import pytest

from scarpwatch.errors import InputError
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


@pytest.mark.parametrize("text", [HEADER, "reference\tsecondary\n20240101\t20240113\n"])
def test_a_damaged_table_is_named(tmp_path, text):
    (tmp_path / "network.tsv").write_text(text)
    with pytest.raises(InputError, match=r"network\.tsv"):
        read_network(tmp_path / "network.tsv")
