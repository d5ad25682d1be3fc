"""Headers, swaths and baselines of ISCE2's topsStack."""

import re

import numpy as np
import pytest
from miniatures.isce2 import image_xml, swath_xml
from product_truth import WAVELENGTH, Truth

from scarpwatch.errors import InputError
from scarpwatch.stacks.isce2.metadata import (
    ImageHeader,
    Swath,
    near_range,
    read_baseline,
    read_header,
    read_swath,
)

LOS = np.zeros((2, 30, 40), "<f4")


def header(tmp_path, old="", new=""):
    path = tmp_path / "los.rdr.xml"
    path.write_text(image_xml(tmp_path / "los.rdr", LOS).replace(old, new))
    return read_header(path)


def test_the_header_of_an_image(tmp_path):
    assert header(tmp_path) == ImageHeader(rows=30, columns=40, bands=2, type="<f4", scheme="BIL")


@pytest.mark.parametrize(
    ("old", "new", "field", "expected"),
    [
        ("<value>float", "<value>CFLOAT", "type", "<c8"),
        ("<value>float", "<value>DOUBLE", "type", "<f8"),
        ("<value>l<", "<value>b<", "type", ">f4"),
        ("BIL", "bsq", "scheme", "BSQ"),
        ('"width"', '"WIDTH"', "columns", 40),
    ],
)
def test_other_headers(tmp_path, old, new, field, expected):
    assert getattr(header(tmp_path, old, new), field) == expected


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"length"', '"height"', "does not describe an image"),
        ("<value>float", "<value>text", "does not describe an image"),
        ("BIL", "BXX", "30 x 40 x 2, BXX"),
        ("</imageFile>", "", "cannot be read as XML"),
    ],
)
def test_headers_that_are_refused(tmp_path, old, new, message):
    with pytest.raises(InputError, match=message):
        header(tmp_path, old, new)


def test_a_swath(tmp_path):
    path = tmp_path / "IW2.xml"
    text = swath_xml(Truth(), 2, 845e3, 2.3, day=Truth().dates[0])
    path.write_text(text)
    assert read_swath(path) == Swath(WAVELENGTH, 845e3, 2.3, "11", "S1A", bursts=2)
    path.write_text(swath_xml(Truth(), 2, 845e3, 2.3, day=Truth().dates[0], bursts=1))
    assert read_swath(path).bursts == 1
    path.write_text(text.replace("startingrange", "nearrange"))
    with pytest.raises(InputError, match="does not describe a swath"):
        read_swath(path)
    path.write_text("<a/>")
    with pytest.raises(InputError, match="does not describe a swath"):
        read_swath(path)


def test_the_merged_image_begins_at_the_least_range():
    swaths = [Swath(WAVELENGTH, near, 2.3, "", "", 9) for near in (850e3, 800e3, 900e3)]
    assert near_range(swaths) == (800e3, 2.3)


def test_a_swath_of_one_burst_is_not_merged():
    lone = Swath(WAVELENGTH, 800e3, 2.3, "", "", 1)
    assert near_range([lone, Swath(WAVELENGTH, 850e3, 2.3, "", "", 2)]) == (850e3, 2.3)
    assert near_range([lone]) == (800e3, 2.3)


def test_baselines_are_the_mean_of_the_swaths_turned_round(tmp_path):
    # As ISCE2 has it for the real pair of test_orbit.py, whose second orbit lies on the far-range side.
    path = tmp_path / "20250406_20250418.txt"
    path.write_text(
        "swath: IW1\nBperp (average): -128.7\nBpar (average): 84.3\n"
        "swath: IW2\nBperp (average): -121.5\nBpar (average): 94.5\n"
        "swath: IW3\nBperp (average): -114.8\nBpar (average): 102.5\n"
    )
    assert read_baseline(path) == pytest.approx(121.667, abs=1e-3)
    for text in ("", "Bperp (average): none\n"):
        path.write_text(text)
        with pytest.raises(InputError, match="no line"):
            read_baseline(path)


def test_numbers_that_are_none_are_refused(tmp_path):
    path = tmp_path / "20240105_20240117.txt"
    path.write_text("swath: IW1\nBperp (average): nan\n")
    with pytest.raises(InputError, match="no line"):
        read_baseline(path)
    path = tmp_path / "IW2.xml"
    text = swath_xml(Truth(), 2, 845e3, 2.3, day=Truth().dates[0])
    path.write_text(re.sub(r'(name="radarwavelength">\s*<value>)[^<]*', r"\1nan", text))
    with pytest.raises(InputError, match="does not describe a swath of Sentinel-1"):
        read_swath(path)


def test_a_baseline_file_that_cannot_be_read(tmp_path):
    path = tmp_path / "20240105_20240117.txt"
    path.symlink_to("nowhere")
    with pytest.raises(InputError, match=r"20240105_20240117\.txt: it cannot be read"):
        read_baseline(path)
