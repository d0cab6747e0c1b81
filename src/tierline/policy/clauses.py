"""The clauses that policy, answers and tests cite, in this project's own words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from tierline.policy.reading import read_yaml
from tierline.wording import Text


@dataclass(frozen=True)
class Clause:
    """A clause of the source documents: its id, what it says, and where it stands."""

    id: str
    title: Text
    says: Text
    source: str


@lru_cache(maxsize=1)
def clauses() -> dict[str, Clause]:
    """Every clause by its id, in the order of the list."""
    text = (resources.files("tierline.policy") / "clauses.yaml").read_text("utf-8")
    found: dict[str, Clause] = {}
    for identity, _, place in read_yaml(text, "clauses.yaml").pairs():
        keys = place.mapping(("title", "says", "source"), required=("title", "says", "source"))
        found[identity] = Clause(
            identity, keys["title"].bilingual(), keys["says"].bilingual(), keys["source"].text()
        )
    return found


def clause_ids() -> frozenset[str]:
    """The ids that a pack may cite."""
    return frozenset(clauses())
