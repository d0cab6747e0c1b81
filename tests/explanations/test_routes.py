"""The explanation of a line over HTTP, in the language of whoever asks."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.publishing.runs import IN_NOVEMBER, SCHEME, published
from tests.service.actors import actor, client, customer
from tests.service.api import Api
from tests.service.base import BY_HAND, add_override
from tierline.web.call import Service

ADDRESS = "/api/v1/lines/13800000025/explanation"


@pytest.fixture
def served(api: Api, november: Path) -> Api:
    """The API of a service in which November was published and five stars were set by hand for line 25."""
    kept: Service = api.app.state.service
    published(api.database, kept.settings, november, IN_NOVEMBER)
    with api.database.write() as connection:
        set_on = {"since": date(2026, 12, 1), "ends_on": date(2027, 3, 31)}
        add_override(connection, 25, scheme=SCHEME, tier="five_star", **set_on)
    api.clock.now = datetime(2026, 12, 3, 2, 0, tzinfo=UTC)
    settings = kept.settings.model_copy(update={"runs": november.parent})
    api.app.state.service = Service(kept.database, settings, kept.clock, kept.sign_in)
    return api


@pytest.mark.clause("GRD-15", "GRD-16")
@pytest.mark.parametrize(
    ("language", "score"),
    [("en", "Multiplied, that makes 242 points."), ("zh", "相乘得 242 分。")],
)
def test_it_has_sentences_figures_and_the_ladder(served: Api, language: str, score: str) -> None:
    answer = served.client(actor("agent", site="65"), language).get(ADDRESS)

    assert answer.status_code == 200, answer.text
    (found,) = answer.json()["schemes"]
    assert answer.json()["number"] == "138****0025"
    assert {"said": score, "clauses": ["GRD-15"]} in found["why"]
    assert (found["tier"], found["rated"]["tier"]) == ("five_star", "four_star")
    (ruler,) = found["rated"]["rulers"]
    assert ruler["value"] == "242.00"
    assert [one["at"] for one in ruler["bounds"]] == ["0", "30", "90", "140", "260"]


@pytest.mark.clause("GOV-01")
def test_who_set_a_tier_by_hand_is_told_to_staff_alone(served: Api) -> None:
    staff = served.client(actor("agent", site="65")).get(ADDRESS)
    assert staff.json()["schemes"][0]["held"]["by_hand"] == BY_HAND

    for other in (customer(25), client("agent")):
        answer = served.client(other).get(ADDRESS)
        assert answer.status_code == 200, answer.text
        assert not any(word in answer.text for word in BY_HAND.values())


@pytest.mark.clause("CHN-11", "GOV-01")
@pytest.mark.parametrize(
    ("who", "address", "status"),
    [
        (None, ADDRESS, 401),
        (customer(24), ADDRESS, 404),
        (actor("agent", site="65.6502"), ADDRESS, 404),
        (actor("clerk", site="65"), f"{ADDRESS}?scheme=no-such", 404),
        (actor("auditor", site="65"), ADDRESS, 403),
    ],
)
def test_it_is_refused_as_the_line_is(served: Api, who, address: str, status: int) -> None:
    answer = served.client(who).get(address)

    assert answer.status_code == status, answer.text
    assert "138000" not in answer.text
