from typing import get_args

import pytest

from scarpwatch.config.susceptibility.units import UnitsSettings
from scarpwatch.figures.report.basis import names

TABLES = ("QUALITY_NAMES", "TRUTH_NAMES", "DELINEATION_NAMES", "INVENTORY_NAMES")


@pytest.mark.parametrize("table", TABLES)
def test_no_two_quantities_of_a_table_have_one_name(table):
    given = [name for name in getattr(names, table).values() if name]
    assert len(set(given)) == len(given)


def test_every_kind_of_unit_has_a_name():
    assert set(get_args(UnitsSettings.model_fields["source"].annotation)) == set(names.UNIT_NAMES)


def test_names_of_the_inventory_take_the_units():
    said = [name.format(units="cells", Units="Cells") for name in names.INVENTORY_NAMES.values()]
    assert "Inside cells" in said and "Cells with landslides" in said
