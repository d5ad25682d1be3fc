"""SBAS-InSAR: network, interferogram, unwrapping, closure, inversion, corrections, velocity, geocoding.

One sign convention holds everywhere; ``scarpwatch.conventions`` has it.
"""
