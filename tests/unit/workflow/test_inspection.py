"""The page, the table and the text of the terminal, from one look."""

from scarpwatch.config.load import load_config
from scarpwatch.workflow.inspection import inspect_inputs


def test_page_table_and_text_tell_the_same_faults(tmp_path):
    config = load_config(
        {
            "name": "Valley",
            "factors": {"dem": str(tmp_path / "none.tif"), "roads": str(tmp_path / "roads.gpkg")},
            "inventory": {"file": str(tmp_path / "slides.gpkg")},
        },
        "a",
    )
    page, table = tmp_path / "new" / "page.html", tmp_path / "new" / "table.tsv"
    text, faults = inspect_inputs(config, page=page, table=table)
    assert faults == 3
    assert "3 faults end a run" in text and text.endswith(f"Written: {page}, {table}")
    for told in (text, page.read_text(encoding="utf-8"), table.read_text(encoding="utf-8")):
        assert all(name in told for name in ("none.tif", "roads.gpkg", "slides.gpkg"))
