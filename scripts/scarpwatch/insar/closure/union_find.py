"""Sets of pixels that grow together, in an array that holds the parent of each pixel, for compiled kernels."""

from __future__ import annotations

from numba import njit


@njit(cache=True)
def root(parent, n):  # type: ignore[no-untyped-def]
    """The first pixel of the set that pixel ``n`` is in; ``parent``, array (pixels,), is shortened on the way."""
    while parent[n] != n:
        parent[n] = parent[parent[n]]
        n = parent[n]
    return n


@njit(cache=True)
def join(parent, one, two):  # type: ignore[no-untyped-def]
    """Make one set of the sets of two pixels, under the root that comes first."""
    one, two = root(parent, one), root(parent, two)
    parent[max(one, two)] = min(one, two)
