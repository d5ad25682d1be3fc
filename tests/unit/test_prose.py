from scarpwatch.figures.report.prose import CAPTIONS, HOW_TO_READ, LIMITS


def test_every_figure_has_a_caption_and_words_for_those_who_cannot_see_it():
    assert all(len(caption) > 30 and len(alternative) > 15 for caption, alternative in CAPTIONS.values())
    assert all(text.endswith(".") for texts in CAPTIONS.values() for text in texts)


def test_advice_belongs_to_parts_that_exist():
    parts = {part for part, _ in (*HOW_TO_READ, *LIMITS)}
    assert parts <= {"all", "deformation", "models", "coupled", "demo"}


def test_the_index_is_not_called_a_probability():
    assert any("not the probability" in text for _, text in HOW_TO_READ)
