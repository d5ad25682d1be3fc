"""What surrounds the maps: places, roads and buildings of the units, photographs, and the data that a run is made of."""
