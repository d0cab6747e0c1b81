"""Entries of the trail as the page shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tierline.audit.model import Entry
from tierline.console.audit import words
from tierline.console.table_file import Said as Cell
from tierline.rights.model import Actor
from tierline.rights.policy import roles
from tierline.wording import Language, Text

LINE_FACTS = ("line", "line_id")

PAGES = {
    "line": ("/customers/{}", "line:find"),
    "person": ("/people/{}", "person:read"),
    "reconnection": ("/reconnections/{}", "reconnection:read"),
    "work_order": ("/work-orders/{}", "work_order:read"),
    "policy_draft": ("/policies/drafts/{}", "policy:read"),
    "task": ("/tasks/{}", "run:read"),
}
"""Where what was done something to is shown, and to whom."""

ID = re.compile(r"[0-9a-f-]{36}|[0-9]+")
DIGEST, DIGEST_SHOWN = re.compile(r"[0-9a-f]{64}"), 8


@dataclass(frozen=True)
class Said:
    """A fact of an entry. `value` is a moment, a Text or as it was kept; `line_id` that of a line, or ""."""

    name: Text
    value: object
    line_id: str = ""


@dataclass(frozen=True)
class Row:
    """An entry in words. `page` is where its subject is shown, "" where it is not."""

    entry: Entry
    who: Text
    action: Text
    subject: Text
    page: str
    facts: Sequence[Said]


def row(entry: Entry, names: Mapping[str, str], titles: Mapping[str, Text], actor: Actor) -> Row:
    """An entry as `actor` sees it; `names` are of people by id, `titles` of services, tiers and schemes."""
    kind = words.called(words.KINDS, entry.actor_kind)
    name = names.get(entry.actor_id)
    return Row(
        entry,
        Text(name, name) if name else kind,
        words.called(words.ACTIONS, entry.action),
        words.called(words.SUBJECTS, entry.subject_kind),
        _page(entry, actor),
        [_said(fact, value, titles) for fact, value in _plain(entry.facts)],
    )


def _page(entry: Entry, actor: Actor) -> str:
    page, permission = PAGES.get(entry.subject_kind, ("", ""))
    return page.format(entry.subject_id) if actor.may(permission) and ID.fullmatch(entry.subject_id) else ""


def _plain(facts: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """The facts one by one: those of a fact stand in its place, and what says nothing is left out."""
    for name, value in facts.items():
        if isinstance(value, Mapping):
            yield from _plain(value)
        elif value or value is False:
            yield name, value


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
        return Said(name, _listed([_called(str(each), titles) for each in value]))
    return Said(name, _moment(value) or _called(str(value), titles))


def _called(value: str, titles: Mapping[str, Text]) -> Text:
    if DIGEST.fullmatch(value):
        return Text(value[:DIGEST_SHOWN], value[:DIGEST_SHOWN])
    return titles.get(value) or words.called(words.VALUES, value)


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


def cells(row: Row, site: Text, language: Language) -> Sequence[Cell]:
    """An entry as a line of a file."""
    entry, between = row.entry, Text("; ", "；").read(language)
    return (
        entry.at,
        entry.id,
        row.who,
        entry.actor_id,
        entry.site,
        site,
        row.action,
        row.subject,
        entry.subject_id,
        between.join(_in_words(one, language) for one in row.facts),
        entry.request_id,
    )


def _in_words(fact: Said, language: Language) -> str:
    value = fact.value.read(language) if isinstance(fact.value, Text) else str(fact.value)
    return fact.name.read(language) + Text(": ", "：").read(language) + value
