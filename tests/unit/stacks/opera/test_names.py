"""Names of OPERA's and COMPASS's products."""

import datetime
from pathlib import Path

import pytest

from scarpwatch.errors import InputError
from scarpwatch.stacks.opera.names import (
    burst_files,
    compass_products,
    newest,
    opera_products,
    static_layers,
)

FIRST = "OPERA_L2_CSLC-S1_T078-165495-IW3_20190906T232711Z_20240511T013352Z_S1A_VV_v1.1.h5"
DAY = datetime.date(2019, 9, 6)


def named(*names: str) -> list[Path]:
    return [Path("products") / name for name in names]


def test_a_product_of_opera():
    (product,) = opera_products(named(FIRST, "readme.h5", FIRST.replace(".h5", ".iso.xml")))
    assert (product.burst, product.date) == ("t078_165495_iw3", DAY)
    assert (product.made, product.channel) == ("20240511T013352", "VV")
    assert product.path.name == FIRST


@pytest.mark.parametrize(
    ("name", "channel"), [("t087_185684_iw2_20230322.h5", ""), ("t087_185684_iw2_20230322_VV.h5", "VV")]
)
def test_a_product_of_compass(name, channel):
    (product,) = compass_products(named(name, FIRST, f"compressed_slc_{name}", "t087_185684_iw2_20231322.h5"))
    assert (product.burst, product.date) == ("t087_185684_iw2", datetime.date(2023, 3, 22))
    assert (product.made, product.channel) == ("", channel)


def test_a_pass_over_midnight_has_the_date_on_which_it_began():
    late = FIRST.replace("20190906T232711", "20190906T235958")
    early = FIRST.replace("165495", "165496").replace("20190906T232711", "20190907T000001")
    later = FIRST.replace("20190906T232711", "20190918T235958")
    assert [product.date for product in opera_products(named(later, early, late))] == [
        DAY,
        DAY,
        datetime.date(2019, 9, 18),
    ]


def test_a_pass_of_compass_over_midnight_has_the_date_on_which_it_began():
    """Its names hold the date alone: bursts that only the day after has belong to the day before."""
    names = [
        f"t087_{burst}_iw2_{day}.h5"
        for days in (("20230322", "20230323"), ("20230403", "20230404"))
        for day, bursts in zip(days, (("185683",), ("185684", "185685")), strict=True)
        for burst in bursts
    ]
    found = {product.path.name: product.date for product in compass_products(named(*names))}
    assert [found[name].isoformat() for name in names] == ["2023-03-22"] * 3 + ["2023-04-03"] * 3
    # Of two dates with the same bursts each is a pass of its own, and so is a date of another track.
    apart = ["t087_185683_iw2_20230322.h5", "t087_185683_iw2_20230323.h5", "t014_029001_iw1_20230324.h5"]
    assert [product.date.day for product in compass_products(named(*apart))] == [22, 23, 24]


def test_of_two_processings_the_later_is_taken():
    again = FIRST.replace("20240511", "20250511")
    notes: list[str] = []
    products = newest(Path("products"), opera_products(named(again, FIRST)), notes)
    assert [product.path.name for product in products.values()] == [again]
    assert notes == ["1 product left aside for a later processing of the same burst"]


@pytest.mark.parametrize("second", [FIRST.replace("_VV_", "_HH_"), f"copy/{FIRST}"])
def test_what_cannot_be_chosen_from_is_refused(second):
    with pytest.raises(InputError, match="stand there a second time"):
        newest(Path("products"), opera_products(named(FIRST, second)), [])


def test_static_layers_of_the_bursts_at_hand():
    paths = named(
        "OPERA_L2_CSLC-S1-STATIC_T078-165495-IW3_20140403_S1A_v1.0.h5",
        "static_layers_t078_165496_iw3.h5",
        "static_layers_t078_165499_iw3.h5",
    )
    found = static_layers(paths, ["t078_165495_iw3", "t078_165496_iw3", "t078_165497_iw3"])
    assert found == {
        "static_t078_165495_iw3": str(paths[0]),
        "static_t078_165496_iw3": str(paths[1]),
    }


def test_files_of_a_scene_are_told_by_their_names():
    files = {"t078_165496_iw3": "b", "t078_165495_iw3": "a", "first_t078_165495_iw3": "c", "dem": "d"}
    assert burst_files(files) == {"t078_165495_iw3": "a", "t078_165496_iw3": "b"}
    assert list(burst_files(files)) == ["t078_165495_iw3", "t078_165496_iw3"]
    assert burst_files(files, "first_") == {"t078_165495_iw3": "c"}
