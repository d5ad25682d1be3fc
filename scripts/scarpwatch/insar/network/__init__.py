"""The baseline network: pairs of dates and their perpendicular baselines."""
