"""All functions of FEEL that are read, and the names of those that are not."""

from __future__ import annotations

from tierline.tables.expressions.functions.contexts import CONTEXTS
from tierline.tables.expressions.functions.conversion import CONVERSION
from tierline.tables.expressions.functions.intervals import INTERVALS
from tierline.tables.expressions.functions.lists import LISTS
from tierline.tables.expressions.functions.numeric import NUMERIC
from tierline.tables.expressions.functions.signature import Signature
from tierline.tables.expressions.functions.strings import STRINGS

FUNCTIONS: dict[str, Signature] = {**CONVERSION, **NUMERIC, **STRINGS, **LISTS, **CONTEXTS, **INTERVALS}

NOT_READ = frozenset(
    {
        # The same case gives the same answer on every day.
        "now",
        "today",
        # Their patterns are those of XPath, which Python's are not.
        "matches",
        "replace",
        "split",
        # A parser within the evaluator.
        "range",
    }
)
"""Functions of the standard that are refused by name."""
