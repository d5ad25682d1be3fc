"""The corrected series of pixels with disconnected subsets: DEM error, noise of the reference, offsets."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from scarpwatch.dates import date_name
from scarpwatch.insar.corrections.chain import Chain, Corrected, Setting, correct_pixels
from scarpwatch.insar.corrections.dem_error import remove_dem_error
from scarpwatch.insar.motion.subsets import PatternFit, free_offsets, joining, pixels_by_pattern
from scarpwatch.insar.network.baselines import baselines_from_pairs
from scarpwatch.insar.network.pairs import Pair, connected_subsets


class SubsetSeries:
    """What turns corrected pixels of a map into those of their patterns of subsets.

    Parameters
    ----------
    numbers : array (rows, columns), of the pixels' patterns
    common : the pattern that the corrections were fitted to
    fit : function of a pattern's number that gives what the motion model can be for it
    years : array (dates,)
    how : how a series goes on across a gap, as in :func:`~scarpwatch.insar.motion.subsets.joining`
    """

    def __init__(
        self,
        numbers: NDArray[np.integer],
        common: int,
        fit: Callable[[int], PatternFit],
        years: NDArray[np.float64],
        how: str,
    ) -> None:
        self.numbers, self.common, self.fit, self.years, self.how = numbers, common, fit, years, how
        self.levels = np.zeros(years.size)

    @property
    def others(self) -> bool:
        """Whether some pixel has another pattern than the common one."""
        return bool((self.numbers != self.common).any())

    def correct(
        self, part: Corrected, chain: Chain, setting: Setting, values: NDArray[np.floating], window: Window
    ) -> None:
        """Finish a corrected window in place.

        The DEM error of pixels with other subsets than the common ones is estimated anew, with an offset for each
        subset, or left in where these dates do not tell it. The noise of the reference window shifts such pixels by
        another amount than the rest of the map; what the rest tells of it (:attr:`levels`) is taken out. At last the
        offsets of all subsets are set.

        Parameters
        ----------
        values : array (dates, rows, columns), m, what ``part`` was made of
        """
        own = self.numbers[window.toslices()]
        series, error, sigma = (layer.reshape(*layer.shape[:-2], -1) for layer in part)
        others = np.flatnonzero(own != self.common)
        if others.size:
            inside = np.unravel_index(others, own.shape)
            rows, columns = inside[0] + window.row_off, inside[1] + window.col_off
            given = values.reshape(len(values), -1)[:, others]
            plain = correct_pixels(chain._replace(dem_error=False), setting, given, rows, columns).series
            found = self._without_dem_error(
                plain, own.ravel()[others], chain, setting, setting.ground[rows, columns]
            )
            series[:, others] = found.series - (self.levels - self.levels[0])[:, None]
            error[others], sigma[others] = found.dem_error, found.dem_error_sigma
        for number, pixels in pixels_by_pattern(own):
            fit = self.fit(number)
            offsets = joining(fit, self.years, self.how)
            if offsets is not None:
                series[:, pixels] -= free_offsets(fit.labels) @ (
                    offsets @ series[:, pixels].astype(np.float64)
                )

    def _without_dem_error(
        self,
        series: NDArray[np.floating],
        numbers: NDArray[np.integer],
        chain: Chain,
        setting: Setting,
        ground: NDArray[np.floating],
    ) -> Corrected:
        """Series (dates, pixels) without the DEM error, by pattern; as they are where it is not estimated."""
        found = Corrected(series.copy(), *np.full((2, numbers.size), np.nan, np.float32))
        if not chain.dem_error:
            return found
        offset = chain.offsets.get("dem_error", np.zeros(len(series)))[:, None]
        for number, pixels in pixels_by_pattern(numbers, but=-1):
            fit = self.fit(number)
            if fit.dem_error:
                dem = remove_dem_error(
                    series[:, pixels], setting.baselines, ground[pixels], design=fit.motion
                )
                found.series[:, pixels] = dem.series - offset
                found.dem_error[pixels], found.dem_error_sigma[pixels] = dem.error, dem.sigma
        return found


def baselines_of_parts(
    tied: dict[str, float], pairs: Sequence[tuple[str, str, float]], used: Sequence[tuple[str, str]]
) -> dict[str, float]:
    """Baselines (m) of the dates of a network with disconnected subsets: those of each subset by themselves.

    The offset between the baselines of two subsets is not known and does not matter: every subset of the series has a
    free offset, which absorbs it.

    Parameters
    ----------
    tied : date to baseline relative to the first date; NaN for dates that no pair ties to it
    pairs : (reference, secondary, baseline in m)
    used : (reference, secondary) of the pairs that the network uses
    """
    found = dict(tied)
    for part in connected_subsets_of(used)[1:]:
        if all(np.isnan(found[day]) for day in part if day in found):
            inside = [pair for pair in pairs if pair[0] in part and pair[1] in part]
            found |= baselines_from_pairs(inside)
    return found


def connected_subsets_of(pairs: Sequence[tuple[str, str]]) -> list[set[str]]:
    """Dates (``YYYYMMDD``) that pairs connect, in time order of the subsets."""
    parsed = [Pair.parse(f"{first}_{second}") for first, second in pairs]
    subsets = connected_subsets(sorted({day for pair in parsed for day in pair}), parsed)
    return [{date_name(day) for day in subset} for subset in subsets]
