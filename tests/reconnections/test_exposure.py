"""What is at risk by reconnections: now, if every line asked, and under a draft."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.reconnections.base import NOON
from tests.service.actors import actor
from tierline.entitlements.policy import bundled_folder
from tierline.reconnections import exposure
from tierline.reconnections.commands import reconnections_app
from tierline.reconnections.model import Risk
from tierline.sites.model import Rank

VIP = "unicom-vip-services"


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """The VIP standard with twice the credit of gold."""
    text = (bundled_folder() / f"{VIP}.yaml").read_text("utf-8")
    assert "gold: 100, silver: 50" in text
    path = tmp_path / "draft.yaml"
    path.write_text(text.replace("gold: 100, silver: 50", "gold: 200, silver: 50"), "utf-8")
    return path


@pytest.fixture
def lines(world):
    """Two lines that are on, one with usage, and four suspended ones, of which two would be refused."""
    world.add(1)
    world.add(2, payment="postpaid", arrears_fen=7_000)
    for line_id in (1, 2):
        world.granted(line_id=line_id)
    world.used(2_500, NOON)
    world.add(3, site="65.6502.650201")
    world.add(4, tier="silver", payment="postpaid", arrears_fen=4_000)
    world.add(5, payment="postpaid", arrears_months=2)
    world.add(6, tier=None)


@pytest.mark.clause("ENT-04")
@pytest.mark.clause("ENT-05")
def test_what_is_at_risk_is_what_is_left_and_what_everybody_entitled_could_add(world, lines, draft):
    auditor = actor("supervisor", site="65")

    found = world.do(exposure.measure, world.settings, auditor, Rank.CITY, draft, now=NOON)

    assert found.now == (Risk(VIP, "gold", "65.6501", 2, 7_500, 7_000),)
    silver = Risk(VIP, "silver", "65.6501", 1, 0, 4_000)
    assert found.if_all_asked == (Risk(VIP, "gold", "65.6502", 1, 10_000, 0), silver)
    assert found.under_draft == (Risk(VIP, "gold", "65.6502", 1, 20_000, 0), silver)
    assert found.suspended == 4


@pytest.mark.clause("CHN-11")
def test_what_is_at_risk_elsewhere_is_not_told(world, lines):
    other_city = actor("supervisor", site="65.6502")

    found = world.do(exposure.measure, world.settings, other_city, Rank.PROVINCE, None, now=NOON)

    assert (found.now, found.suspended, found.under_draft) == ((), 1, None)


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("At risk now", "are suspended for arrears")), ("zh", ("当前风险敞口", "欠费停机线路"))],
)
def test_the_command_prints_both_languages_and_json(world, lines, monkeypatch, language, words):
    monkeypatch.setenv("TIERLINE_DATABASE_URL", world.settings.database_url)
    monkeypatch.setenv("COLUMNS", "120")
    run = CliRunner().invoke

    printed = run(reconnections_app, ["exposure", "--lang", language])
    machine = run(reconnections_app, ["exposure", "--by", "headquarters", "--json"])

    assert (printed.exit_code, machine.exit_code) == (0, 0)
    assert all(word in printed.output for word in words)
    part = json.loads(machine.output)["now"]
    assert (part["credit_yuan"], part["arrears_yuan"], part["lines"]) == ("75.00", "70.00", 2)
