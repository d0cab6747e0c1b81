"""The provisions of a draft as text of its pack: each value as it was typed, all else as it is in force."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set

from tierline.policy.model import Criterion, Life, Rounding, Version, WindowMeasure
from tierline.policy.statement import Part
from tierline.policy.vocabulary import TIER_ON_JOINING, Duty
from tierline.policy_desk.cells import At, Content, Provision
from tierline.policy_desk.provisions import NEW_TERMS_OF, codes, not_asked, of_window, provisions_of
from tierline.policy_desk.rows import Piece, Row, citation, scalar
from tierline.policy_desk.written import cited_of
from tierline.tables.notation import text_of

LISTS = ("is", "not", *Duty, "notices", "to_products")
"""The keys whose values are sets."""

UNSAID = {"last_months": "", "day": "", "on_network": "false", "rounded": Rounding.NONE.value}
"""What a pack says by leaving a key out."""


def provision_rows(last: Version, content: Content, names: Set[str]) -> Iterator[Row]:
    """The blocks of a version in which one of the named provisions stands, windows left out."""
    # A revision of an earlier release has no provisions: its blocks say what is in force.
    found = {each.name: each for each in (*provisions_of(last), *content.provisions)}
    parts = {name.partition(".")[0] for name in names & set(found)}
    if NEW_TERMS_OF in parts:
        # The block is one word, with no room for what it cites: that stands on the version.
        new_terms = found[NEW_TERMS_OF]
        yield from citation(new_terms.cited, 0, At(NEW_TERMS_OF))
        yield from _values(new_terms, 0)
    if Part.ELIGIBLE in parts:
        yield from _eligible(last, found)
    if Part.MEMBERSHIP in parts and last.life is not None:
        yield from _membership(last.life, found)
    if Part.DUTIES in parts:
        yield _head(Part.DUTIES)
        for number, _ in enumerate(last.duties, 1):
            provision = found[f"{Part.DUTIES}.{number}"]
            yield Row((Piece("-", At(provision.name)),))
            yield from _whole(provision, 2)
    if Part.THRESHOLDS in parts:
        yield _head(Part.THRESHOLDS)
        yield from _whole(found[Part.THRESHOLDS], 2)


def window_rows(measure: WindowMeasure, content: Content) -> Iterator[Row]:
    """A measure over a window, below its name and title."""
    provision = of_window(measure)
    yield from _whole(content.provision(provision.name) or provision, 4)


def _head(part: str) -> Row:
    return Row((Piece(f"{part}:", At(part)),))


def _eligible(last: Version, found: Mapping[str, Provision]) -> Iterator[Row]:
    yield _head(Part.ELIGIBLE)
    for criterion in last.criteria:
        provision = found[f"{Part.ELIGIBLE}.{criterion.attribute}"]
        at = At(provision.name)
        yield Row((Piece(f"  {criterion.attribute}:", at),))
        yield from _values(provision, 4)
        yield from (Row((Piece(f"    {line}", at),)) for line in _beside(criterion))
        yield from citation(provision.cited, 4, at)
    for name in not_asked(last):
        provision = found[f"{Part.ELIGIBLE}.{name}"]
        if any(text for _, text in provision.values):
            yield Row((Piece(f"  {name}:", At(provision.name)),))
            yield from _whole(provision, 4)
    if last.not_running_in is not None:
        at = At(Part.ELIGIBLE)
        schemes = ", ".join(last.not_running_in.schemes)
        yield Row((Piece("  vip_term:", at),))
        yield Row((Piece(f"    not_running_in: [{schemes}]", at),))
        yield from citation(cited_of(last.not_running_in.citation), 4, at)


def _beside(criterion: Criterion) -> Iterator[str]:
    """In which cases a criterion binds."""
    if criterion.where:
        tests = (f"{name}: {{test: {scalar(text_of(test))}}}" for name, test in criterion.where.items())
        yield f"where: {{{', '.join(tests)}}}"
    if criterion.unless_on_joining:
        yield f"unless: {TIER_ON_JOINING}"


def _membership(life: Life, found: Mapping[str, Provision]) -> Iterator[Row]:
    yield _head(Part.MEMBERSHIP)
    if life.is_open:
        # One word, which rests on what stands around it.
        at = At(Part.MEMBERSHIP)
        yield Row((Piece(f"  ends: {life.end.value}", at),))
        yield from citation(cited_of(life.citations["ends"]), 2, at)
    for provision in found.values():
        part, _, name = provision.name.partition(".")
        if part == Part.MEMBERSHIP:
            yield Row((Piece(f"  {name}:", At(provision.name)),))
            yield from _whole(provision, 4)


def _whole(provision: Provision, indent: int) -> Iterator[Row]:
    yield from _values(provision, indent)
    yield from citation(provision.cited, indent, At(provision.name))


def _values(provision: Provision, indent: int) -> Iterator[Row]:
    """What is said under each key, each value of a set in a piece of its own."""
    left = " " * indent
    for key, text in provision.values:
        at = At(provision.name, where=key)
        if key in LISTS:
            words = [*codes(text)]
            pieces = [
                Piece(_plain(word) + (", " if number < len(words) else ""), at)
                for number, word in enumerate(words, 1)
            ]
            yield Row((Piece(f"{left}{key}: [", at), *pieces, Piece("]")))
        elif text != UNSAID.get(key):
            yield Row((Piece(f"{left}{key}: {_plain(text)}", at),))


def _plain(text: str) -> str:
    return text if text in ("true", "false") else scalar(text)
