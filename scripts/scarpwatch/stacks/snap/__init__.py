"""SNAP: stacks of SLCs and terrain-corrected interferograms."""
