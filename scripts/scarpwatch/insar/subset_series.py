"""The corrected series of pixels whose pairs leave dates in subsets: DEM error, noise of the reference, offsets."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from scarpwatch.insar.baselines import baselines_from_pairs
from scarpwatch.insar.correction_chain import Chain, Corrected, Setting, correct_pixels
from scarpwatch.insar.corrections import remove_dem_error
from scarpwatch.insar.network import Pair, connected_subsets
from scarpwatch.insar.subsets import PatternFit, joining, pixels_by_pattern


class SubsetSeries:
    """What turns corrected pixels of a map into those of their patterns of subsets.

    Parameters
    ----------
    numbers : array (rows, columns), of the pixels' patterns
    common : the pattern that the corrections were fitted to
    fit : function of a pattern's number that gives what the motion model can be for it
    years : array (dates,)
    how : how a series goes on across a gap, as in :func:`~scarpwatch.insar.subsets.joining`
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
        given = values.reshape(len(values), -1)
        without = chain._replace(dem_error=False)
        for number, pixels in pixels_by_pattern(own, but=self.common):
            rows, columns = (
                place + start
                for place, start in zip(
                    np.unravel_index(pixels, own.shape), (window.row_off, window.col_off), strict=True
                )
            )
            fit = self.fit(number)
            found = correct_pixels(without, setting, given[:, pixels], rows, columns)
            if chain.dem_error and fit.dem_error:
                ground = setting.ground[rows, columns]
                dem = remove_dem_error(found.series, setting.baselines, ground, design=fit.motion)
                offset = chain.offsets.get("dem_error", np.zeros(len(given)))
                found = Corrected(dem.series - offset[:, None], dem.error, dem.sigma)
            series[:, pixels] = found.series - (self.levels - self.levels[0])[:, None]
            error[pixels], sigma[pixels] = found.dem_error, found.dem_error_sigma
        for number, pixels in pixels_by_pattern(own):
            matrix = joining(self.fit(number), self.years, self.how)
            if matrix is not None:
                series[:, pixels] = matrix @ series[:, pixels].astype(np.float64)


def baselines_of_parts(
    tied: dict[str, float], pairs: Sequence[tuple[str, str, float]], used: Sequence[tuple[str, str]]
) -> dict[str, float]:
    """Baselines (m) of the dates where the network has fallen into parts: those of each by themselves.

    What one part's baselines have against another's is not known and does not matter: every part of the series has a
    free offset, which takes it up.

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
    return [{f"{day:%Y%m%d}" for day in subset} for subset in subsets]
