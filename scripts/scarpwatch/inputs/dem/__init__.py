"""The DEM: vertical unit, quantisation and surface."""
