"""SBAS-InSAR: network, interferogram, unwrapping, closure, inversion, corrections, velocity, geocoding.

One sign convention holds everywhere: an interferogram is ``reference * conj(secondary)`` with the
earlier date as reference, so that its flattened phase is ``-(4 pi / wavelength) (d_sec - d_ref)``
with displacement ``d`` positive towards the satellite.
"""
