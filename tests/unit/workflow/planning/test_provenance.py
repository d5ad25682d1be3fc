from scarpwatch.config.load import load_config
from scarpwatch.workflow.planning.provenance import DEFORMATION, SUSCEPTIBILITY, provenance

BASE = {
    "name": "Somewhere",
    "sar": {"source": "simulated"},
    "demo": {},
    "factors": {"dem": "dem.tif"},
    "inventory": {"file": "slides.gpkg"},
}


def digest(sections, **changed):
    return provenance(load_config({**BASE, **changed}, "test"), sections)["CONFIG_DIGEST"]


def test_the_digest_is_that_of_what_a_product_follows_from():
    for sections, inside, outside in (
        (DEFORMATION, {"quality": {"min_pairs": 9}}, {"samples": {"blocks": 4}}),
        (SUSCEPTIBILITY, {"samples": {"blocks": 4}}, {"quality": {"min_pairs": 9}}),
    ):
        base = digest(sections)
        assert len(base) == 16 and digest(sections, **inside) != base
        assert digest(sections, **outside, figures={"dpi": 99}) == base


def test_more_scenes_or_models_and_given_defaults_change_nothing():
    assert digest(DEFORMATION, demo={"scenes": 30}) == digest(DEFORMATION)
    assert digest(SUSCEPTIBILITY, models={"algorithms": ["rf"]}) == digest(SUSCEPTIBILITY)
    assert digest(DEFORMATION, network={"neighbours": 3}) == digest(DEFORMATION)


def test_the_area_is_told():
    assert provenance(load_config(BASE, "test"))["AREA"] == "Somewhere"
