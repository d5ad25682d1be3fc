"""The motion model, and pixels whose pairs fall into subsets of dates."""
