"""All functions of FEEL that are read, and the names of those that are not."""

from __future__ import annotations

from tierline.tables.expressions.functions.conversion import CONVERSION
from tierline.tables.expressions.functions.lists import LISTS
from tierline.tables.expressions.functions.numeric import NUMERIC
from tierline.tables.expressions.functions.signature import Signature
from tierline.tables.expressions.functions.strings import STRINGS

FUNCTIONS: dict[str, Signature] = {**CONVERSION, **NUMERIC, **STRINGS, **LISTS}

NOT_READ = frozenset(
    {
        # The same case gives the same answer on every day.
        "now",
        "today",
        # Their patterns are those of XPath, which Python's are not.
        "matches",
        "replace",
        "split",
        "after",
        "before",
        "coincides",
        "during",
        "finished by",
        "finishes",
        "includes",
        "meets",
        "met by",
        "overlaps",
        "overlaps after",
        "overlaps before",
        "started by",
        "starts",
        "range",
        "is",
        "context",
        "context put",
        "context merge",
        "list replace",
    }
)
"""Functions of the standard that are refused by name."""
