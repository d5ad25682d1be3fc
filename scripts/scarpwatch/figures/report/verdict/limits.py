"""The limits by which the verdict is reached, each with its reason; they stand here and nowhere else."""

from __future__ import annotations

CHANCE = 0.5
"""AUC of an index that says nothing. A map ranks only if the whole 95 % interval of its AUC lies above it."""

TENTH = 0.1
"""Share of the ground that is searched first. An index that says nothing finds a tenth of the landslides there, however
large the units with landslides are, as large units take much of the ground."""

SIGMAS = 2.0
"""Standard deviations beyond which a cell counts as moving; of many scenes, noise alone puts 4.6 % of the cells there."""

FAR_SIGMAS = 4.0
"""Standard deviations beyond which hardly any cell lies by noise, so that few cells count."""

FREE_DATES = 4
"""Fewest scenes beyond the terms of the motion model. Below, the standard deviation of a rate rests on so few numbers
that noise alone puts twice as many cells beyond two of them as with many scenes, and its offset is one draw of noise."""

TIMES_NOISE = 2.0
"""By how much the share of cells beyond two standard deviations has to exceed that of noise alone: turbulence and errors
of unwrapping are alike over kilometres, so that one draw of noise easily has half as many again as the mean of many."""

FAR_TIMES_NOISE = 5.0
"""The same for cells beyond four standard deviations, which is where a few fast slopes in much stable ground show."""

FAR_SHARE = 0.002
"""Least share of the cells beyond four standard deviations that counts: below, single errors of unwrapping do."""

MUCH_OUTSIDE = 0.1
"""Share of the ground outside the area of applicability from which on the verdict tells what to do about it."""

MUCH_UNMEASURED = 0.25
"""Share of the ground without a rate from which on the verdict tells what to do about it."""

UPPER_CLASSES = (4, 5)
"""The classes high and very high, which the verdict counts."""

LISTED = 20
"""Units in the list of those that matter most."""
