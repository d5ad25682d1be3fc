from pathlib import Path

from scarpwatch.styles.layers import class_style
from scarpwatch.styles.qml import qml
from scarpwatch.styles.sidecars import style_of, write_style


def test_a_style_stands_beside_its_raster(tmp_path):
    write_style(tmp_path / "rf_class.tif", class_style())
    assert style_of("a/b.c.tif") == Path("a/b.c.qml")
    assert not (tmp_path / "rf_class.sld").exists()
    write_style(tmp_path / "slope.tif", class_style(), name="Slope <b>")
    assert "Slope &lt;b&gt;" in (tmp_path / "slope.sld").read_text(encoding="utf-8")
    assert (tmp_path / "rf_class.qml").read_text(encoding="utf-8") == qml(class_style())
