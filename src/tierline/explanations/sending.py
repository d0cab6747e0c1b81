"""Sending what was read out as a message, word for word, in the language in which it was spoken."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from tierline.audit import service as audit
from tierline.explanations import service
from tierline.explanations.errors import NothingToSay, TextChanged, TextTooLong
from tierline.explanations.model import Told
from tierline.explanations.spoken import Speech, said, sentences_of
from tierline.lines import service as lines
from tierline.lines.errors import LineClosed, LineUnknown
from tierline.lines.model import Line
from tierline.messages import service as messages
from tierline.messages.model import Message, State
from tierline.rights.model import Actor
from tierline.settings import Settings
from tierline.wording import Language, Text

TEMPLATE = "explanation"
PERMISSION = "entitlement:use"
"""Whoever serves a line may write to its customer what they told them; `message:send` is for those who look
after the outbox.
"""

MOST_SHORT_MESSAGES = 6
"""Longer ones are read on no phone; why and what next fit one by one."""


@dataclass(frozen=True)
class Draft:
    """A text that could be sent. `digest` tells it from what is said once a later rating is published."""

    speech: Speech
    text: str
    short_messages: int
    digest: str

    @property
    def is_too_long(self) -> bool:
        """True where it is read out, and not sent."""
        return self.short_messages > MOST_SHORT_MESSAGES


@dataclass(frozen=True)
class Drafts:
    """What of one scheme could be sent to whoever has a line; `goes_at`: now, or the end of quiet hours."""

    line: Line
    scheme: str
    title: Text
    language: Language
    drafts: tuple[Draft, ...]
    goes_at: datetime

    def chosen(self, speech: Speech, digest: str | None = None) -> Draft:
        """The text of a speech, with a `digest` only the one that had it.

        Raises NothingToSay, TextChanged and TextTooLong.
        """
        draft = next((one for one in self.drafts if one.speech is speech), None)
        if draft is None:
            raise NothingToSay(field="speech")
        if digest is not None and digest != draft.digest:
            raise TextChanged()
        if draft.is_too_long:
            raise TextTooLong(field="speech", found=draft.short_messages, most=MOST_SHORT_MESSAGES)
        return draft


@dataclass(frozen=True)
class Sent:
    """A text in the outbox. `is_repeated`: it was there already, since `at`, and goes once."""

    message_id: str
    draft: Draft
    goes_at: datetime
    at: datetime
    is_repeated: bool


def drafts(
    connection: Connection,
    actor: Actor,
    settings: Settings,
    line: Line,
    scheme: str,
    language: Language,
    *,
    now: datetime,
) -> Drafts:
    """What could be sent to the owner of a line. Raises LineClosed and SchemeNotThere.

    It reads the run and takes its time: not for a transaction that writes.
    """
    actor.require(PERMISSION)
    if line.is_closed:
        raise LineClosed(closed_on=line.closed_on)
    (told,) = service.explain(connection, actor, line, now, settings, scheme)
    found = tuple(draft for speech in Speech if (draft := _draft(told, speech, language)))
    goes_at = messages.goes_at(settings, TEMPLATE, now)
    return Drafts(line, told.scheme, told.title, language, found, goes_at)


def send(
    connection: Connection, actor: Actor, settings: Settings, found: Drafts, draft: Draft, *, now: datetime
) -> Sent:
    """Write a text to the owner of its line; the same words of a day go once. Clauses: GRD-15, ENT-11.

    Raises LineUnknown where somebody else has the line by now, and LineClosed.
    """
    actor.require(PERMISSION)
    line = lines.get(connection, actor, found.line.id)
    if line.is_closed:
        raise LineClosed(closed_on=line.closed_on)
    if line.owner_no != found.line.owner_no:
        raise LineUnknown()
    day = now.astimezone(settings.time_zone).date()
    key = f"{TEMPLATE}:{line.id}:{line.owner_no}:{draft.digest}:{day}"
    before = messages.written_under(connection, key)
    if before is not None and not _is_lost(before):
        return Sent(before.id, draft, before.due_at, before.created_at, is_repeated=True)
    message_id = messages.tell(
        connection,
        settings,
        line,
        TEMPLATE,
        {"said": draft.text},
        now=now,
        key=None if before else key,
        language=found.language,
    )
    facts = {
        "scheme": found.scheme,
        "speech": draft.speech.value,
        "language": found.language.value,
        "message": message_id,
    }
    audit.record(connection, actor, "explanation.send", ("line", line.id), now=now, facts=facts)
    return Sent(message_id, draft, messages.goes_at(settings, TEMPLATE, now), now, is_repeated=False)


def _is_lost(message: Message) -> bool:
    return message.state in (State.FAILED, State.WITHHELD)


def _draft(told: Told, speech: Speech, language: Language) -> Draft | None:
    """The text of one speech; None where there is nothing to say, or nothing beside the other speech."""
    sentences = sentences_of(told, speech)
    if not sentences or (speech is Speech.BOTH and not sentences_of(told, Speech.NEXT)):
        return None
    text = said(sentences).read(language)
    digest = hashlib.sha256(f"{told.scheme} {text}".encode()).hexdigest()[:16]
    return Draft(speech, text, messages.count_short_messages(text), digest)
