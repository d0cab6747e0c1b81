"""The packs as the desk shows them: a list, and one of them version by version, as cells and as sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import Connection

from tierline.policy.model import Entry, Pack, Version
from tierline.policy.publication.log import PolicyLog
from tierline.policy.publication.rating import not_as_published, unlike
from tierline.policy.publication.standing import Standing
from tierline.policy.rating_statements import titles_of
from tierline.policy.statements import statements
from tierline.policy_desk import store
from tierline.policy_desk.cells import Block
from tierline.policy_desk.fields import fields_of
from tierline.policy_desk.folder import pack_at, policy_log, present_packs
from tierline.policy_desk.model import (
    Draft,
    LogEntry,
    LogState,
    Note,
    PackHead,
    PackShown,
    Section,
    VersionHead,
    VersionShown,
    VersionState,
    Waiting,
)
from tierline.policy_desk.sentences import sections
from tierline.policy_desk.standing import followed
from tierline.policy_desk.written import blocks_of_versions, inputs_of_block
from tierline.rights.model import Actor
from tierline.settings import Settings
from tierline.wording import Language, Text


def packs(connection: Connection, actor: Actor, settings: Settings, *, now: datetime) -> tuple[PackHead, ...]:
    """All packs, by scheme, with what is in force, what waits, and the drafts that are open."""
    actor.require("policy:read")
    found, log, today = present_packs(settings), policy_log(settings), _today(settings, now)
    drafts = _unfinished(connection, log)
    return tuple(_head(found[scheme], log, drafts, today, settings) for scheme in sorted(found))


def pack(
    connection: Connection, actor: Actor, settings: Settings, scheme: str, *, now: datetime
) -> PackShown:
    """One pack whole. Raises PolicyUnknown."""
    actor.require("policy:read")
    found, log, today = pack_at(settings, scheme), policy_log(settings), _today(settings, now)
    head = _head(found, log, _unfinished(connection, log), today, settings)
    blocks = blocks_of_versions(found)
    shown = zip(found.versions, head.versions, blocks, strict=True)
    versions = tuple(
        VersionShown(one, each, *_said(version), _inputs(version, each), fields_of(version))
        for version, one, each in shown
    )
    return PackShown(head, versions, tuple(map(_note, found.entries)))


def history(connection: Connection, actor: Actor, settings: Settings, scheme: str) -> tuple[LogEntry, ...]:
    """What the policy log has of a scheme, the latest first; empty with no log. Raises PolicyUnknown."""
    actor.require("policy:read")
    log = policy_log(settings)
    if log is None:
        pack_at(settings, scheme)
        return ()
    about = [
        (entry, record) for entry in log.entries for record in entry.deed.packs if record.scheme == scheme
    ]
    if not about:
        pack_at(settings, scheme)
    ids = store.ids_by_digest(connection, {record.digest for _, record in about})
    return tuple(
        LogEntry(
            entry.number,
            entry.at,
            entry.deed.act.value,
            entry.deed.person.name,
            entry.deed.reason,
            record.digest,
            tuple(version.starts_on for version in record.versions),
            ids.get(record.digest, ""),
        )
        for entry, record in reversed(about)
    )


def _said(version: Version) -> tuple[tuple[Section, ...], tuple[tuple[str, Text], ...], dict[str, Text]]:
    tiers = tuple((tier.name, tier.title) for tier in version.tiers)
    return sections(statements(version)), tiers, titles_of(version)


def _inputs(version: Version, blocks: Iterable[Block]) -> dict[str, tuple[str, ...]]:
    return {block.name: tuple(inputs_of_block(version, block.name)) for block in blocks}


def _note(entry: Entry) -> Note:
    cited = entry.citation
    assert cited.interpretation is not None
    note = cited.interpretation
    return Note(
        entry.where, entry.value, cited.clause, cited.basis.value, note.open, note.chosen, note.instead
    )


def _today(settings: Settings, now: datetime) -> date:
    return now.astimezone(settings.time_zone).date()


def _unfinished(connection: Connection, log: PolicyLog | None) -> list[Draft]:
    found = (followed(draft, log) for draft in store.unfinished(connection))
    return [draft for draft in found if draft.state.is_unfinished]


def _head(
    pack: Pack, log: PolicyLog | None, drafts: Sequence[Draft], today: date, settings: Settings
) -> PackHead:
    standing = log.standing(pack.scheme) if log is not None else Standing()
    problems = _problems(pack, log, standing)
    state = LogState.NONE if log is None else LogState.BROKEN if problems else LogState.SOUND
    in_force = [version.starts_on for version in pack.versions if version.starts_on <= today]
    return PackHead(
        scheme=pack.scheme,
        title=pack.title,
        rates=pack.rates,
        versions=tuple(_version(version, in_force, today) for version in pack.versions),
        digest=pack.digest,
        log=state,
        problems=problems,
        waiting=_waiting(standing),
        drafts=tuple(draft for draft in drafts if draft.scheme == pack.scheme),
        is_read_only=settings.policies is None,
    )


def _version(version: Version, in_force: Sequence[date], today: date) -> VersionHead:
    state = VersionState.COMING if version.starts_on > today else VersionState.PAST
    if in_force and version.starts_on == in_force[-1]:
        state = VersionState.IN_FORCE
    return VersionHead(version.starts_on, version.citation.clause, state)


def _problems(pack: Pack, log: PolicyLog | None, standing: Standing) -> tuple[Text, ...]:
    if log is None:
        return ()
    if log.flaws:
        return tuple(flaw.text for flaw in log.flaws)
    wrong = (not_as_published(pack, standing, one) for one in unlike(pack, standing))
    return tuple(Text(one.message(Language.EN), one.message(Language.ZH)) for one in wrong)


def _waiting(standing: Standing) -> Waiting | None:
    entry = standing.submission
    if entry is None:
        return None
    digest, person = entry.deed.packs[0].digest, entry.deed.person.name
    return Waiting(entry.number, digest, person, entry.at, standing.approval is not None)
