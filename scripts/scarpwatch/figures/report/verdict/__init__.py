"""What the report decides: whether the map ranks, whether the deformation says anything, what is covered, what to do."""
