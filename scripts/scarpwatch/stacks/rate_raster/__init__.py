"""A rate of deformation as GeoTIFFs, whoever made it."""
