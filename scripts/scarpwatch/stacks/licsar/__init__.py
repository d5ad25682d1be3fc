"""LiCSAR."""
