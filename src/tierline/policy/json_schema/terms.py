"""Schema of what a pack says of memberships: terms, duties, and how long thresholds hold."""

from __future__ import annotations

from tierline.policy.blocks.duties import MONTH_END, WITH_EVENTS
from tierline.policy.blocks.membership import FIXED_PARTS, OPEN_STARTS, STARTS
from tierline.policy.json_schema.parts import (
    Schema,
    choice,
    cited,
    each_once,
    ref,
    whole,
)
from tierline.policy.model import End, Start
from tierline.policy.vocabulary import (
    NOTICES,
    Change,
    Duty,
)


def terms() -> dict[str, Schema]:
    """The blocks `membership`, `duties` (one of them) and `thresholds`."""
    fixed = {
        name: cited(
            "A fixed part, with its clause.", {key: choice("The one thing it says.", [value])}, (key,)
        )
        for name, (key, value) in FIXED_PARTS.items()
    }
    whole_term = {
        "term": cited("How long a term is.", {"months": whole("Calendar months.", 1, 120)}, ("months",)),
        "starts": _starts(STARTS),
        "ends": {
            "description": "The last day of a term.",
            "oneOf": [
                cited("With its last month.", {"of": choice("Which day.", [End.LAST_DAY])}, ("of",)),
                cited(
                    "On a day of the month after it.",
                    {"of": choice("Which month.", [End.DAY_AFTER_TERM]), "day": whole("The day.", 1, 28)},
                    ("of", "day"),
                ),
            ],
        },
        **fixed,
    }
    kept = choice("A tier once reached is kept.", [End.OPEN])
    open_term = {"starts": _starts(OPEN_STARTS), "ends": kept, **fixed}
    open_term.pop("rated_anew")
    return {
        "membership": {
            "description": "The life of a membership; none where each month is rated by itself.",
            "oneOf": [
                choice("No memberships.", ["none"]),
                cited("Memberships of a term.", whole_term, tuple(whole_term)),
                cited("Memberships that stay open.", open_term, tuple(open_term)),
            ],
        },
        "duty": _duty(),
        "thresholds": cited(
            "How long thresholds may be used without a warning.",
            {"valid_months": whole("Months from the day in force.", 1, 120)},
            ("valid_months",),
        ),
    }


def _starts(allowed: dict[Change, tuple[Start, ...]]) -> Schema:
    days = {
        change.value: choice(f"The first day of what is {change}.", days) for change, days in allowed.items()
    }
    return cited("The first day of what each change starts.", days, tuple(days))


def _duty() -> Schema:
    owed = {
        duty.value: each_once(
            "The changes that oblige the operator to this.", {"enum": [*map(str, WITH_EVENTS)]}
        )
        for duty in Duty
    }
    return cited(
        "One duty, and the changes that oblige the operator to it.",
        {
            **owed,
            "notices": each_once("What the customer is told of besides.", {"enum": list(NOTICES)}),
            "to_products": ref("values_product", "The products whose lines are given the notices."),
            "due": choice("By when.", [MONTH_END]),
        },
        oneOf=[{"required": [duty]} for duty in owed],
        dependentRequired={"notices": ["to_products", Duty.TELL_CUSTOMER.value], "to_products": ["notices"]},
    )
