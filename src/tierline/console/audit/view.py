"""Entries of the trail as the page shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tierline.audit.model import Entry
from tierline.console.audit import words
from tierline.rights.policy import roles
from tierline.wording import Text

LINE_FACTS = ("line", "line_id")


@dataclass(frozen=True)
class Said:
    """A fact of an entry. `value` is a moment, a Text or as it was kept; `line_id` that of a line, or ""."""

    name: Text
    value: object
    line_id: str = ""


@dataclass(frozen=True)
class Row:
    """An entry in words."""

    entry: Entry
    who: Text
    action: Text
    subject: Text
    line_id: str
    facts: Sequence[Said]


def row(entry: Entry, names: Mapping[str, str], titles: Mapping[str, Text]) -> Row:
    """An entry; `names` are of people by their ids, `titles` of services and tiers by their names."""
    kind = words.called(words.KINDS, entry.actor_kind)
    name = names.get(entry.actor_id)
    return Row(
        entry,
        Text(name, name) if name else kind,
        words.called(words.ACTIONS, entry.action),
        words.called(words.SUBJECTS, entry.subject_kind),
        entry.subject_id if entry.subject_kind == "line" and entry.subject_id.isdigit() else "",
        [
            _said(fact, value, titles)
            for fact, value in entry.facts.items()
            if value not in (None, "", [], {})
        ],
    )


def _said(fact: str, value: object, titles: Mapping[str, Text]) -> Said:
    name = words.called(words.FACTS, fact)
    if fact in LINE_FACTS and str(value).isdigit():
        return Said(name, str(value), str(value))
    if isinstance(value, bool):
        return Said(name, words.YES if value else words.NO)
    if fact == "role" and str(value) in roles():
        return Said(name, roles()[str(value)].title)
    if fact == "roles" and isinstance(value, list):
        return Said(name, _roles([str(each) for each in value]))
    if isinstance(value, list):
        return Said(name, _listed([words.called(words.VALUES, str(each)) for each in value]))
    return Said(name, _moment(value) or titles.get(str(value)) or words.called(words.VALUES, str(value)))


def _roles(held: Sequence[str]) -> Text:
    """Roles, each perhaps with the site where it is held after an @, in words."""
    said = []
    for each in held:
        role, at, site = each.partition("@")
        title = roles()[role].title if role in roles() else Text(role, role)
        where = Text(f" ({site or 'headquarters'})", f"（{site or '总部'}）") if at else Text("", "")
        said.append(Text(title.en + where.en, title.zh + where.zh))
    return _listed(said)


def _listed(said: Sequence[Text]) -> Text:
    return Text(", ".join(one.en for one in said), "、".join(one.zh for one in said))


def _moment(value: object) -> datetime | None:
    if not isinstance(value, str) or "T" not in value:
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found if found.tzinfo else None
