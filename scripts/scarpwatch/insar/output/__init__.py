"""From the series to the map: geocoding, quality mask, decomposition, exports."""
