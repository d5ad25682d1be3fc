import numpy as np
from gis_files import HOSTILE

from scarpwatch.gis.pictures import draw_legend, draw_mark, draw_series, png
from scarpwatch.susceptibility_classes import CLASS_NAMES, colour_table


def test_pictures_are_the_same_each_time_and_text_is_text():
    for draw in (
        draw_mark,
        lambda: draw_legend(
            HOSTILE, {name: colour_table()[n] for n, name in enumerate(CLASS_NAMES, start=1)}
        ),
        lambda: draw_series(HOSTILE, ["20250101", "20250301"], np.array([0.0, np.nan]), "-1.0 ± 0.1 cm/yr"),
    ):
        first = png(draw())
        assert first == png(draw()) and first.startswith(b"\x89PNG") and len(first) < 60_000
    legend = draw_legend("a", {"b": (1, 2, 3, 255)})
    assert [text.get_text() for text in legend.legends[0].get_texts()] == ["b"]
