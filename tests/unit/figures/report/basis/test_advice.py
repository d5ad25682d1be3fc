from scarpwatch.algorithms.registry import ENTRIES
from scarpwatch.figures.report.basis.advice import HOW_TO_READ, LIMITS
from scarpwatch.figures.report.basis.conditions import parts as parts_of
from scarpwatch.figures.report.basis.result_tables import Model


def test_advice_belongs_to_parts_that_exist():
    def holding(table, split, elsewhere):
        units = {"source": "table", "table": {"file": "t.csv"}} if table else {"source": "grid"}
        config = {"units": units, "samples": {"split": split}}
        given = {"deformation": True, "bias": True, "demo": True, "places": True, "elsewhere": elsewhere}
        models = [
            Model(
                ENTRIES["rf"],
                True,
                {"validation": {"population": None if table else {}}, "prevalence": {}},
                None,
                None,
            )
        ]
        return parts_of(config=config, models=models, **given)

    known = {"unmodelled", "applied"} | holding(True, "random", True) | holding(False, "spatial", False)
    assert {part for parts, _ in (*HOW_TO_READ, *LIMITS) for part in parts.split()} <= known


def test_models_of_another_area_have_advice_of_their_own():
    given = {"deformation": False, "bias": False, "demo": False, "places": True, "elsewhere": False}
    applied = [Model(ENTRIES["rf"], False, {}, None, None)]
    holds = parts_of(config={"units": {"source": "grid"}}, models=applied, **given)
    assert {"applied", "models"} <= holds and not holds & {"inventory", "table", "scattered"}


def test_the_index_is_not_called_a_probability():
    assert any("not the probability" in text for _, text in HOW_TO_READ)


def test_the_terms_of_the_tables_are_explained():
    told = " ".join(text for _, text in HOW_TO_READ)
    for term in ("AUC", "PR-AUC", "MCC", "Brier", "ECE", "Sensitivity", "σ", "Temporal coherence", "triplet"):
        assert term in told, term
