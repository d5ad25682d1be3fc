"""How a GIS shows what is handed on: styles as QGIS and other programs read them, with the colours of the figures."""
