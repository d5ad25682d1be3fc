"""Simulation with known truth: terrain, SAR stack and landslides, for the demo, tests and benchmarks."""
