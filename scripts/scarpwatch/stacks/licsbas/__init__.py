"""LiCSBAS."""
