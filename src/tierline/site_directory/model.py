"""What an import of sites did."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Imported:
    """How many sites of a file were new, got other names, or stood already as the file has them."""

    added: int
    renamed: int
    unchanged: int
