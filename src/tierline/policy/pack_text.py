"""A pack out of its text: the head, then its versions."""

from __future__ import annotations

import hashlib

from tierline.policy.citing import Citing, Register, entered
from tierline.policy.clauses import clause_ids
from tierline.policy.errors import PackError, PolicyError
from tierline.policy.model import Pack, Rates, Tier
from tierline.policy.reading import Place, read_yaml
from tierline.policy.version_text import Versions
from tierline.wording import Text

HEAD = ("scheme", "title", "tiers", "versions")
RATES = "rates"
A_TIER = Text("at least one tier, best first", "至少一个等级，从高到低")


def read_pack(text: str, file: str) -> Pack:
    """The pack that a YAML text holds. Raises PackUnreadable, or the first PackError in it."""
    pack, mistakes = _read(text, file)
    if mistakes:
        raise mistakes[0]
    assert pack is not None
    return pack


def mistakes_of(text: str, file: str) -> tuple[PolicyError, ...]:
    """All mistakes of a pack that can be told at once, in the order of their lines. Raises PackUnreadable."""
    return _read(text, file)[1]


def _read(text: str, file: str) -> tuple[Pack | None, tuple[PackError, ...]]:
    register = Register(clause_ids())
    pack = None
    with register.going_on():
        pack = _pack(read_yaml(text, file), text, register)
    # A block that a later version keeps may be read anew beside other measures, and is at fault once.
    mistakes = {str(mistake.facts): mistake for mistake in register.mistakes}
    return pack, tuple(sorted(mistakes.values(), key=lambda mistake: int(str(mistake.facts["line"]))))


def _pack(root: Place, text: str, register: Register) -> Pack | None:
    """The pack; None where it has mistakes, which are in the register."""
    keys, citing = entered(root, Citing(register), (*HEAD, RATES), HEAD)
    scheme, title = "", Text("", "")
    rates: Rates | None = None
    tiers: tuple[Tier, ...] = ()
    with register.going_on():
        scheme = keys["scheme"].scheme()
    with register.going_on():
        title = keys["title"].bilingual()
    with register.going_on():
        rates = keys[RATES].one_of(tuple(Rates)) if RATES in keys else Rates.LINE
    with register.going_on():
        tiers = _tiers(keys["tiers"], register)
    if not tiers or rates is None:
        # Without tiers no ladder can be read, nor any block of what is not known to be rated; each would be
        # told as one more mistake.
        return None
    reading = Versions(scheme, tiers, citing, rates)
    for place in keys["versions"].items():
        with register.going_on():
            reading.version(place)
    if register.mistakes:
        return None
    return Pack(
        scheme=scheme,
        title=title,
        tiers=tiers,
        versions=tuple(reading.read),
        text=text,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        path=root.file,
        entries=tuple(dict.fromkeys(register.entries)),
        rates=rates,
    )


def _tiers(place: Place, register: Register) -> tuple[Tier, ...]:
    """The tiers, best first; one whose title is at fault keeps its name, so that the ladders can be read."""
    found: list[Tier] = []
    for name, key_place, value in place.pairs():
        title = Text(name, name)
        with register.going_on():
            key_place.name()
            title = value.bilingual()
        found.append(Tier(name, title))
    if not found:
        place.refuse(A_TIER, Text("none", "没有"))
    return tuple(found)
