import pytest
from figure_inputs import picture_size, step, write_network

from plot_network import main
from scarpwatch.errors import InputError


@pytest.mark.parametrize("baselines", [True, False])
def test_the_network_is_drawn(tmp_path, baselines):
    write_network(tmp_path / "network.tsv", baselines=baselines)
    for name in ("a.png", "b.png"):
        main(step({"network": tmp_path / "network.tsv"}, {"figure": tmp_path / name}, {"dpi": 60}))
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    assert picture_size(tmp_path / "a.png")[0] > 500


def test_a_damaged_table_leaves_no_picture(tmp_path):
    (tmp_path / "network.tsv").write_text("reference\n")
    with pytest.raises(InputError):
        main(step({"network": tmp_path / "network.tsv"}, {"figure": tmp_path / "a.png"}, {"dpi": 60}))
    assert not (tmp_path / "a.png").exists()
