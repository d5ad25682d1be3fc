from pathlib import Path
from xml.etree import ElementTree

from scarpwatch.styles.shipped import STYLES, shipped_files

FOLDER = Path(__file__).parents[3] / "config/styles"


def test_each_style_is_shipped_in_both_forms_and_nothing_else():
    files = shipped_files()
    assert len(files) == 2 * len(STYLES) and {path.name for path in FOLDER.iterdir()} == files.keys()
    for name, text in files.items():
        ElementTree.fromstring(text.partition("\n")[2])
        assert (FOLDER / name).read_text(encoding="utf-8") == text, "run make reference"
