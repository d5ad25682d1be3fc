from scarpwatch.figures.report.basis.conditions import parts as parts_of
from scarpwatch.figures.report.basis.prose import CAPTIONS, HOW_TO_READ, LIMITS, TABLE_CAPTIONS
from scarpwatch.figures.report.basis.result_tables import Model


def test_every_figure_has_a_caption_and_words_for_those_who_cannot_see_it():
    assert all(len(caption) > 30 and len(alternative) > 15 for caption, alternative in CAPTIONS.values())
    assert all(text.endswith(".") for texts in CAPTIONS.values() for text in texts)


def test_advice_belongs_to_parts_that_exist():
    def holding(table, split, elsewhere):
        units = {"source": "table", "table": {"file": "t.csv"}} if table else {"source": "grid"}
        config = {"units": units, "samples": {"split": split}}
        given = {"deformation": True, "bias": True, "demo": True, "places": True, "elsewhere": elsewhere}
        models = [
            Model(
                "rf",
                True,
                {"validation": {"population": None if table else {}}, "prevalence": {}},
                None,
                None,
            )
        ]
        return parts_of(config=config, models=models, **given)

    known = {"unmodelled"} | holding(True, "random", True) | holding(False, "spatial", False)
    assert {part for parts, _ in (*HOW_TO_READ, *LIMITS) for part in parts.split()} <= known
    assert set(TABLE_CAPTIONS) <= set(CAPTIONS)


def test_the_index_is_not_called_a_probability():
    assert any("not the probability" in text for _, text in HOW_TO_READ)
