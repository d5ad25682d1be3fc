"""Classes as text."""

import numpy as np
import pandas as pd

from scarpwatch.inputs.tables.class_values import class_notes, class_text


def test_a_class_is_what_the_config_can_say():
    said = class_text(pd.Series(["Ton", " Ton ", "Ton  fein", "", " ", None, "010", "3.0", "-2.00", "NA"]))
    assert said.fillna("-").tolist() == ["Ton", "Ton", "Ton fein", "-", "-", "-", "010", "3", "-2", "NA"]
    assert class_text(pd.Series([1.0, np.nan, 20.0])).fillna("-").tolist() == ["1", "-", "20"]
    assert class_text(pd.Series([1.5, 2.0])).tolist() == ["1.5", "2"]
    assert class_text(pd.Series([7, 8])).tolist() == ["7", "8"]


def test_doubtful_classes_are_told_with_their_share():
    told = class_notes(class_text(pd.Series(["<Null>", "marl", "Marl", "clay"])), "polygons")
    assert "'<null>' is a class of its own, in 1 of 4 polygons (25.0%)" in told[0]
    assert "capitals alone" in told[1] and "Marl, marl" in told[1]
    assert class_notes(class_text(pd.Series(["a", "b", None])), "rows") == []


def test_signs_that_are_not_seen_make_no_class():
    text = class_text(pd.Series(["Ton", "Ton\u200b", "\ufeffTon", "To\u00adn", "\u200b"]))
    assert text.fillna("blank").tolist() == ["Ton"] * 4 + ["blank"]


def test_words_for_not_known_are_told():
    notes = class_notes(pd.Series(["-", "?", "Unbekannt", "shale"], dtype="string"), "polygons")
    assert len(notes) == 3 and all("in 1 of 4 polygons" in note for note in notes)
