"""What a version says by values beside its ladders and tables: who is rated, windows, terms, duties."""

from __future__ import annotations

from collections.abc import Iterator

from tierline.policy.blocks.membership import FIXED_PARTS
from tierline.policy.conditions import COMPARED
from tierline.policy.model import Citation, Criterion, DutyRule, Life, Rates, Version, WindowMeasure
from tierline.policy.phrases import DUTIES
from tierline.policy.statement import Part
from tierline.policy.term_statements import ENDS, NEW_TERMS, TERM, TERMS_START, VALID_FOR
from tierline.policy.term_statements import FIXED_PARTS as FIXED_TITLES
from tierline.policy.vocabulary import ATTRIBUTES, REASON_OF, Kind
from tierline.policy_desk.cells import Provision
from tierline.policy_desk.own_choice import own_choice
from tierline.policy_desk.written import cited_of
from tierline.tables.model import AnyOf, Comparison, Equal, Not, Test
from tierline.tables.notation import text_of
from tierline.wording import Text

NEW_TERMS_OF = "new_terms"
BETWEEN = ", "
"""Between the values of a set."""


def provisions_of(version: Version) -> tuple[Provision, ...]:
    """The provisions of a version, in the order in which it is read; a scheme of sites has none."""
    return tuple(_all(version))


def codes(text: str) -> tuple[str, ...]:
    """The values of a set as typed."""
    return tuple(each.strip() for each in text.split(",") if each.strip())


def _all(version: Version) -> Iterator[Provision]:
    yield from map(of_criterion, version.criteria)
    yield from (_not_asked(name, version) for name in not_asked(version))
    yield from (of_window(one) for one in version.measures if isinstance(one, WindowMeasure))
    if version.life is not None:
        yield from _of_life(version.life)
    yield from (_of_duty(number, rule) for number, rule in enumerate(version.duties, 1))
    if version.thresholds_valid_months is not None and version.thresholds_citation is not None:
        values = (("valid_months", str(version.thresholds_valid_months)),)
        yield _provision(Part.THRESHOLDS, VALID_FOR, values, version.thresholds_citation)


def not_asked(version: Version) -> tuple[str, ...]:
    """The attributes that a version could ask of a line before rating it, and does not."""
    asked = {criterion.attribute for criterion in version.criteria}
    return tuple(name for name in REASON_OF if name not in asked) if version.rates is Rates.LINE else ()


def _not_asked(attribute: str, version: Version) -> Provision:
    key = "over" if ATTRIBUTES[attribute].kind is Kind.NUMBER else "is"
    name, title = f"{Part.ELIGIBLE}.{attribute}", ATTRIBUTES[attribute].title
    # Whoever begins to ask for it has chosen so.
    return Provision(name, title, ((key, ""),), own_choice(version.citation.clause))


def _provision(name: str, title: Text, values: tuple[tuple[str, str], ...], citation: Citation) -> Provision:
    return Provision(str(name), title, values, cited_of(citation))


def of_criterion(criterion: Criterion) -> Provision:
    """What a condition of eligibility says."""
    name = f"{Part.ELIGIBLE}.{criterion.attribute}"
    title = ATTRIBUTES[criterion.attribute].title
    return _provision(name, title, (_condition(criterion.test),), criterion.citation)


def _condition(test: Test) -> tuple[str, str]:
    """The key of a condition and what it says, such as over and 6; a test in S-FEEL where no key fits."""
    match test:
        case Comparison(op, bound):
            return next(key for key, each in COMPARED.items() if each == op), text_of(Equal(bound))
        case Not(inner) if (words := _words(inner)) is not None:
            return "not", words
        case _ if (words := _words(test)) is not None:
            return "is", words
    return "test", text_of(test)


def _words(test: Test) -> str | None:
    """The values of a test, parted by commas; None where it is more than a list of values."""
    found = []
    for each in test.tests if isinstance(test, AnyOf) else (test,):
        if not isinstance(each, Equal) or each.value is None:
            return None
        found.append(each.value if isinstance(each.value, str) else text_of(each))
    return BETWEEN.join(found)


def of_window(measure: WindowMeasure) -> Provision:
    """What a measure over a window says."""
    values = [("mean" if measure.is_mean else "sum", measure.column)]
    values.append(("last_months", "" if measure.last_months is None else str(measure.last_months)))
    values.append(("on_network", "true" if measure.on_network else "false"))
    if measure.is_mean:
        values.append(("rounded", measure.rounding.value))
    return _provision(f"{Part.MEASURES}.{measure.name}", measure.title, tuple(values), measure.citation)


def _of_life(life: Life) -> Iterator[Provision]:
    whole = Part.MEMBERSHIP
    if life.term_months is not None:
        months = (("months", str(life.term_months)),)
        yield _provision(f"{whole}.term", TERM, months, life.citations["term"])
    starts = tuple((change.value, start.value) for change, start in life.starts.items())
    yield _provision(f"{whole}.starts", TERMS_START, starts, life.citations["starts"])
    if not life.is_open:
        day = "" if life.end_day is None else str(life.end_day)
        ends = (("of", life.end.value), ("day", day))
        yield _provision(f"{whole}.ends", ENDS, ends, life.citations["ends"])
    for name, said in FIXED_PARTS.items():
        if name in life.citations:
            yield _provision(f"{whole}.{name}", FIXED_TITLES[name][0], (said,), life.citations[name])
    if NEW_TERMS_OF in life.citations:
        granted = ((NEW_TERMS_OF, "granted" if life.grants_new_terms else "none"),)
        yield _provision(NEW_TERMS_OF, NEW_TERMS, granted, life.citations[NEW_TERMS_OF])


def _of_duty(number: int, rule: DutyRule) -> Provision:
    values = [(rule.duty.value, BETWEEN.join(rule.changes))]
    if rule.notices:
        values.append(("notices", BETWEEN.join(rule.notices)))
        values.append(("to_products", BETWEEN.join(rule.notice_products)))
    if rule.due:
        values.append(("due", rule.due))
    return _provision(f"{Part.DUTIES}.{number}", DUTIES[rule.duty], tuple(values), rule.citation)
