"""Clause and basis, as they are handed down inside a pack until something nearer replaces them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from tierline.policy.errors import PackError
from tierline.policy.model import Basis, Citation, Entry, Interpretation
from tierline.policy.reading import Place, one_of_text
from tierline.tables.model import Origin
from tierline.wording import Text

KEYS = ("clause", "basis", "confidence", "note")
CONFIDENCES = ("high", "medium", "low")
NOTES = ("open", "chosen", "instead")
LONGEST_VALUE = 400

A_CLAUSE = Text("a clause of the list of clauses, such as GRD-04", "条款清单中的条款，例如 GRD-04")
A_BASIS_BESIDE = Text("a basis beside it", "同处须有 basis")
CONFIDENCE_OF_PUBLIC = Text(
    "no confidence: it belongs to the basis public", "不写 confidence：它只用于 basis public"
)
A_CONFIDENCE = Text("a confidence beside the basis public", "basis 为 public 时须有 confidence")
A_NOTE = Text(
    "a note beside a basis other than source, with open, chosen and instead",
    "basis 不是 source 时须附 note，写明 open、chosen、instead",
)
BOTH = Text("a clause and a basis, here or further out", "此处或外层须有 clause 和 basis")


@dataclass(eq=False)
class Register:
    """Collects, while a pack is read, the values that are not the source's own, and the mistakes."""

    clauses: frozenset[str]
    entries: list[Entry] = field(default_factory=list)
    mistakes: list[PackError] = field(default_factory=list)

    @contextmanager
    def going_on(self) -> Iterator[None]:
        """Keeps a mistake that is met inside, so that reading goes on behind it and all are told at once."""
        try:
            yield
        except PackError as mistake:
            self.mistakes.append(mistake)


@dataclass(frozen=True)
class Citing:
    """What holds at one place of a pack, so far."""

    register: Register
    clause: str = ""
    basis: Basis | None = None
    confidence: str = ""
    interpretation: Interpretation | None = None

    def at(self, place: Place, keys: dict[str, Place]) -> Citing:
        """What holds inside `place`, of whose keys some may name a clause, a basis and a note on it.

        A basis other than the source must say what is open, what was chosen, and what else could be; beside
        the source such a note says how it was read.
        """
        here = self
        if "clause" in keys:
            clause = keys["clause"].text()
            if clause not in self.register.clauses:
                keys["clause"].refuse(A_CLAUSE)
            here = replace(here, clause=clause)
        if "basis" not in keys:
            for key in ("confidence", "note"):
                if key in keys:
                    keys[key].refuse(A_BASIS_BESIDE)
            return here
        basis = keys["basis"].one_of(tuple(Basis))
        confidence = ""
        if basis is Basis.PUBLIC:
            if "confidence" not in keys:
                place.refuse(A_CONFIDENCE, Text("none", "没有"))
            confidence = keys["confidence"].one_of(CONFIDENCES)
        elif "confidence" in keys:
            keys["confidence"].refuse(CONFIDENCE_OF_PUBLIC)
        if "note" not in keys:
            if basis is not Basis.SOURCE:
                place.refuse(A_NOTE, Text("none", "没有"))
            # The note of a basis further out speaks of that basis, and not of the source.
            return replace(here, basis=basis, confidence="", interpretation=None)
        note = keys["note"].mapping(NOTES, required=NOTES)
        interpretation = Interpretation(*(note[name].bilingual() for name in NOTES))
        here = replace(here, basis=basis, confidence=confidence, interpretation=interpretation)
        value = shown(place)
        # A note on a whole version or pack would repeat all of it.
        value = value if len(value) <= LONGEST_VALUE else f"{value[:LONGEST_VALUE]}…"
        self.register.entries.append(Entry(place.path, place.line, value, here.citation(place)))
        return here

    def citation(self, place: Place) -> Citation:
        """The clause and basis of the value at `place`. Refuses a value that has none."""
        if not self.clause or self.basis is None:
            found = f"clause {self.clause or '-'}, basis {self.basis or '-'}"
            place.refuse(BOTH, found)
        origin = Origin(place.path, place.line)
        return Citation(self.clause, self.basis, self.confidence, self.interpretation, origin)


@dataclass(frozen=True)
class Block:
    """A part of a version as it stands in the file, with the citation that held around it."""

    place: Place
    citing: Citing

    @property
    def citation(self) -> Citation:
        """The clause and basis that hold around the block. Refuses one that has none."""
        return self.citing.citation(self.place)

    def opened(
        self, known: tuple[str, ...], required: tuple[str, ...] = ()
    ) -> tuple[dict[str, Place], Citing]:
        """Keys of the block, and the citation inside it."""
        return entered(self.place, self.citing, known, required)


def entered(
    place: Place, citing: Citing, known: tuple[str, ...], required: tuple[str, ...] = ()
) -> tuple[dict[str, Place], Citing]:
    """Keys of a mapping that may carry a clause and a basis, and the citation inside it.

    An unknown key is kept as a mistake. A missing one is refused, unless an unknown one may stand for it.
    """
    found: dict[str, Place] = {}
    before = len(citing.register.mistakes)
    for key, key_place, value in place.pairs():
        with citing.register.going_on():
            if key not in (*known, *KEYS):
                key_place.refuse(one_of_text((*known, *KEYS)))
            found[key] = value
    unknown = citing.register.mistakes[before:]
    if unknown and not set(required) <= set(found):
        raise citing.register.mistakes.pop()
    place.require(found, required)
    return found, citing.at(place, found)


def own_keys(keys: dict[str, Place]) -> dict[str, Place]:
    """The keys that say something of the policy, without clause, basis and note."""
    return {key: value for key, value in keys.items() if key not in KEYS}


def shown(place: Place) -> str:
    """The value at `place` in one line, as a pack writes it, without clause, basis, note and title."""
    if place.is_list:
        return "[" + ", ".join(_inner(item) for item in place.items()) + "]"
    if place.is_mapping:
        pairs = ((key, value) for key, _, value in place.pairs() if key not in (*KEYS, "title"))
        return ", ".join(f"{key}: {_inner(value)}" for key, value in pairs)
    return place.text()


def _inner(place: Place) -> str:
    return f"{{{shown(place)}}}" if place.is_mapping else shown(place)
