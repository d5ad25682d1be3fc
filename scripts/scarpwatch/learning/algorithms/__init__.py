"""The algorithms: making, fitting, tuning, and their files."""
