"""ScarpWatch: landslide susceptibility from SBAS-InSAR deformation and terrain factors.

The library is pure functions on arrays and tables; it never sees Snakemake. Its rooms, in the order
the data flows (a room imports only rooms above it): ``grid``, ``errors``, ``config``, ``products``,
``insar``, ``terrain``, ``units``, ``simulate``, ``learning``, ``figures``.
"""

__version__ = "0.1.0"
