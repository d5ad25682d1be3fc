"""Vector files and tables of points: layers, landslides, cover of the area."""
