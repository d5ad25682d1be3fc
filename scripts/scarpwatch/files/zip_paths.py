"""Paths of files inside ZIPs, as GDAL writes them: /vsizip//folder/product.zip/member.tif."""

from __future__ import annotations

import os

ZIP_PREFIX = "/vsizip/"


def zip_of(path: str) -> str:
    """The archive that such a path names: the first part of it that ends with .zip and is no folder."""
    text = path[len(ZIP_PREFIX) :]
    end = text.lower().find(".zip/")
    while end >= 0 and os.path.isdir(text[: end + 4]):
        end = text.lower().find(".zip/", end + 4)
    return text[: end + 4] if end >= 0 else text
