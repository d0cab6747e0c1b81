"""What a line may have follows from the tier that is set by hand, and the answer says that it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from tests.entitlements.asking import MOBILE, bundled
from tests.entitlements.asking import asked as asking
from tests.service.actors import actor, customer
from tests.service.base import BY_HAND, add_line, add_membership, add_override, number
from tierline.database.connect import Database
from tierline.entitlements import service
from tierline.entitlements.model import Held, Use
from tierline.entitlements.rules import decide
from tierline.lines import service as lines

LINE = f"/api/v1/lines/{number(1)}"
IN_JUNE, IN_SEPTEMBER = (datetime(2012, month, 15, 2, 0, tzinfo=UTC) for month in (6, 9))


def with_tiers(database: Database, rated: str, by_hand: str) -> None:
    with database.write() as connection:
        add_line(connection)
        add_membership(connection, tier=rated)
        add_override(connection, tier=by_hand)


@pytest.mark.parametrize(
    ("rated", "by_hand", "while_it_lasts", "afterwards"),
    [("silver", "gold", True, False), ("gold", "silver", False, True)],
)
def test_a_service_is_had_by_the_tier_set_by_hand_until_its_last_day(
    api, database: Database, rated: str, by_hand: str, while_it_lasts: bool, afterwards: bool
) -> None:
    with_tiers(database, rated, by_hand)

    for now, expected, until in (
        (IN_JUNE, while_it_lasts, "2012-08-31"),
        (IN_SEPTEMBER, afterwards, None),
    ):
        api.clock.now = now
        found = api.client(actor("clerk")).get(f"{LINE}/entitlements/dedicated_line").json()
        assert found["granted"] is expected
        assert (found["by_hand_until"] if expected else until) == until


def test_the_answer_says_so_in_both_languages_and_names_nobody(api, database: Database) -> None:
    with_tiers(database, "silver", "gold")
    api.clock.now = IN_JUNE

    for language, said in (
        ("en", " The tier is set by hand until 2012-08-31."),
        ("zh", "该等级为人工设定，有效至 2012-08-31。"),
    ):
        for who in (actor("clerk"), customer(1)):
            answer = api.client(who, language).get(f"{LINE}/entitlements/dedicated_line")
            assert answer.json()["says"].endswith(said)
            assert not any(word in answer.text for word in BY_HAND.values())


def test_what_the_segment_or_everybody_has_is_not_said_to_be_by_hand() -> None:
    question = replace(asking(facts=MOBILE), held=(Held("unicom-vip", "silver", date(2012, 8, 31)),))

    found = [
        decide(bundled(date(2012, 6, 15)), name, question) for name in bundled(date(2012, 6, 15)).services
    ]

    assert {each.by_hand_until is not None for each in found if each.tier} == {True}
    assert not any(each.by_hand_until for each in found if not each.tier)


def test_a_use_records_until_when_its_tier_was_set_by_hand(database: Database, settings) -> None:
    with_tiers(database, "silver", "gold")
    clerk = actor("clerk")

    with database.write() as connection:
        line = lines.get(connection, clerk, 1)
        used = service.use(
            connection, clerk, line, "airport_lounge", now=IN_JUNE, settings=settings, place="urumqi"
        )

    assert isinstance(used, Use)
    assert used.facts["by_hand_until"] == "2012-08-31"
