"""The elevation model: units, steps and surface."""
