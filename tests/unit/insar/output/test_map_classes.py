import numpy as np

from scarpwatch.insar.output.map_classes import (
    MEASURED_COLOUR,
    NO_RATE,
    OUTSIDE,
    REASON_COLOURS,
    REMARKED,
    UNSEEN_COLOUR,
)
from scarpwatch.insar.output.quality_mask import judge


def test_each_remark_and_each_criterion_has_a_colour_of_its_own():
    assert REMARKED.names.keys() == REMARKED.colours.keys() and NO_RATE not in REMARKED.names
    assert len(set(REMARKED.colours.values())) == len(REMARKED.colours)
    reasons = {*REASON_COLOURS, MEASURED_COLOUR, UNSEEN_COLOUR}
    assert len(reasons) == len(REASON_COLOURS) + 2 and len(reasons) < OUTSIDE
    limits = dict.fromkeys(
        ("min_pairs", "min_dates", "min_temporal_coherence", "max_residual_rms_rad", "max_nonzero_closure_share",
         "max_phase_bias_cm_per_year")
    )  # fmt: skip
    assert len(judge({"rate": np.zeros((2, 2))}, limits, full_rank=None)) == len(REASON_COLOURS)
