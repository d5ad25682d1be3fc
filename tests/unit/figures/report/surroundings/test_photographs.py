import base64

import pandas as pd

from scarpwatch.figures.report.basis.embedding import Embedded
from scarpwatch.figures.report.surroundings.photographs import photo_sections

PHOTOS = pd.DataFrame(
    {
        "file": ["a.jpg", "b.jpg"],
        "caption": ["Scarp <script>", ""],
        "taken": ["2025-05-17", None],
        "longitude": [-79.07, 113.6],
        "latitude": [-3.96, 23.5],
        "unit_id": pd.array([17, None], dtype="Int64"),
        "width": [4, 5],
        "height": [3, 6],
        "image": [b"one", b"two"],
    }
)
UNITS = pd.DataFrame({"rank": [2], "unit_id": [17], "class_name": ["very high"]})


def test_each_photograph_has_its_caption_its_place_and_its_unit():
    (section,) = photo_sections(PHOTOS, UNITS, "slope units")
    first, second = section.items
    assert first.path == Embedded(base64.b64encode(b"one").decode(), "webp", 4, 3)
    assert first.caption == "Scarp <script> (unit 17 (rank 2, very high); 79.0700° W, 3.9600° S, 2025-05-17)"
    assert second.caption == "b.jpg (outside the slope units; 113.6000° E, 23.5000° N)"
    assert first.alternative == "Photograph: Scarp <script>, unit 17 (rank 2, very high)."


def test_without_photographs_there_is_no_section():
    assert photo_sections(None, UNITS, "slope units") == [] == photo_sections(PHOTOS.head(0), None, "units")
    assert (
        photo_sections(PHOTOS, None, "slope units")[0].items[0].caption.startswith("Scarp <script> (unit 17;")
    )
