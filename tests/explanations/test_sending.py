"""What was read out goes to the customer word for word, once, and not at night."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select, update

from tests.explanations.test_routes import ADDRESS, served
from tests.publishing.runs import SCHEME
from tests.service.actors import actor, customer
from tests.service.api import Api
from tierline.audit.store import entries
from tierline.explanations import sending
from tierline.explanations.errors import NothingToSay, TextChanged, TextTooLong
from tierline.explanations.spoken import Speech
from tierline.lines.store import lines
from tierline.messages.store import messages
from tierline.wording import Language, Text

__all__ = ["served"]

URL = f"{ADDRESS}/messages"
AGENT = actor("agent", site="65")
MORNING, NIGHT = datetime(2026, 12, 3, 2, 0, tzinfo=UTC), datetime(2026, 12, 3, 15, 0, tzinfo=UTC)


def rows(api: Api, table: Any) -> list[Any]:
    with api.database.read() as connection:
        return list(connection.execute(select(table)).mappings())


@pytest.mark.clause("GRD-15", "GRD-16")
@pytest.mark.parametrize(
    ("language", "speech", "parts"),
    [
        (Language.EN, "why", ["why"]),
        (Language.EN, "next", ["changes", "following"]),
        (Language.ZH, "both", ["why", "changes", "following"]),
    ],
)
def test_the_text_that_is_sent_is_the_one_that_is_read_out(
    served: Api, language: Language, speech: str, parts: list[str]
) -> None:
    (told,) = served.client(AGENT, language.value).get(ADDRESS).json()["schemes"]
    read_out = [one["said"] for part in parts for one in told[part]]
    body = {"scheme": SCHEME, "speech": speech, "language": language.value}
    answer = served.client(AGENT).post(URL, json=body)

    assert answer.status_code == 200, answer.text
    text = (" " if language is Language.EN else "").join(read_out)
    assert answer.json()["text"] == text
    (row,) = rows(served, messages)
    assert (row["text"], row["language"], row["purpose"]) == (text, language.value, "notice")
    assert (row["line_id"], row["due_at"]) == (25, MORNING)


def test_the_same_words_go_once_a_day_and_the_trail_has_who_sent_them(served: Api) -> None:
    body = {"scheme": SCHEME, "speech": "why"}
    answers = [served.client(AGENT).post(URL, json=body).json() for _ in range(2)]

    assert [one["is_repeated"] for one in answers] == [False, True]
    assert answers[0]["message_id"] == answers[1]["message_id"]
    (entry,) = [row for row in rows(served, entries) if row["action"] == "explanation.send"]
    assert (entry["actor_id"], entry["facts"]["speech"]) == (AGENT.id, "why")

    # What never arrived is sent anew, and so is the same on another day.
    with served.database.write() as connection:
        connection.execute(update(messages).values(state="failed"))
    assert served.client(AGENT).post(URL, json=body).json()["is_repeated"] is False


@pytest.mark.clause("ENT-11")
def test_at_night_it_waits_for_the_morning_and_do_not_disturb_lets_what_was_asked_for_through(
    served: Api,
) -> None:
    served.clock.now = NIGHT
    with served.database.write() as connection:
        connection.execute(update(lines).values(do_not_disturb=True))
    answer = served.client(AGENT).post(URL, json={"scheme": SCHEME})

    assert answer.json()["goes_at"] == "2026-12-04T00:00:00Z"
    (row,) = rows(served, messages)
    assert (row["state"], row["due_at"]) == ("waiting", datetime(2026, 12, 4, tzinfo=UTC))


@pytest.mark.clause("CHN-11", "GOV-01")
def test_what_may_not_be_sent_is_refused_and_nothing_goes(
    served: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "MOST_SHORT_MESSAGES", 2)
    given = {"scheme": SCHEME}
    asked = [
        (actor("agent", site="65.6502"), given, 404),
        (customer(24), given, 404),
        (actor("quality_assessor", site="65"), given, 403),
        (AGENT, {"scheme": "no-such"}, 404),
        (AGENT, given | {"speech": "poem"}, 422),
        (AGENT, given | {"speech": "both", "language": "en"}, 409),
    ]
    answers = [served.client(who).post(URL, json=body) for who, body, _ in asked]

    assert [one.status_code for one in answers] == [status for _, _, status in asked]
    assert rows(served, messages) == []


def test_a_closed_line_is_written_to_no_more(served: Api) -> None:
    with served.database.write() as connection:
        connection.execute(update(lines).where(lines.c.id == 25).values(status="closed"))
    # Its number is nobody's now.
    assert served.client(AGENT).post(URL, json={"scheme": SCHEME}).status_code == 404


@pytest.mark.parametrize(
    ("speech", "digest", "expected"),
    [(Speech.NEXT, None, NothingToSay), (Speech.WHY, "other", TextChanged), (Speech.BOTH, None, TextTooLong)],
)
def test_what_cannot_go_says_why(speech: Speech, digest: str | None, expected: type[Exception]) -> None:
    most = sending.MOST_SHORT_MESSAGES
    texts = (sending.Draft(Speech.WHY, "a", most, "1"), sending.Draft(Speech.BOTH, "b", most + 1, "2"))
    found = sending.Drafts(None, SCHEME, Text("", ""), Language.EN, texts, MORNING)  # type: ignore[arg-type]

    assert found.chosen(Speech.WHY, "1") is texts[0]
    with pytest.raises(expected):
        found.chosen(speech, digest)
