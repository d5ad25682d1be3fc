"""Packages for other programs: a project for QGIS, a file for Google Earth, and a catalogue of what there is."""
