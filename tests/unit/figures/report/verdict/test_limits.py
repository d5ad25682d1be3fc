from scipy.stats import norm

from scarpwatch.figures.report.verdict import limits
from scarpwatch.figures.report.verdict.motion import noise_share
from scarpwatch.susceptibility_classes import CLASS_NAMES


def test_the_reasons_given_hold():
    """With fewer scenes beyond the motion model noise gives twice the share of many, from the limit on it does not."""
    many = 2 * norm.sf(limits.SIGMAS)
    assert 0.045 < many < 0.047
    assert noise_share(limits.SIGMAS, limits.FREE_DATES - 1) > 2 * many
    assert noise_share(limits.SIGMAS, limits.FREE_DATES) < 2 * many
    assert [CLASS_NAMES[number - 1] for number in limits.UPPER_CLASSES] == ["high", "very high"]
