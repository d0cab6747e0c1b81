"""Templates of messages."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from aiosmpplib import GSM7BitCodec

from tierline.messages.errors import FactsWrong, TemplateUnknown, TemplateWrong
from tierline.messages.templates import Template, read_templates, template, templates
from tierline.policy.errors import PackError
from tierline.wording import Language, Text

SHANGHAI = ZoneInfo("Asia/Shanghai")
GREETING = "greeting: {purpose: care, en: 'Dear {tier} customer', zh: '尊敬的{tier}客户'}"


WORD_FOR_WORD = "explanation"
"""What is read out goes as it is, in several short messages where it has to."""


@pytest.mark.parametrize("name", [name for name in templates() if name != WORD_FOR_WORD])
def test_a_template_is_short_and_in_two_languages(name):
    text = template(name).text
    english, chinese = (re.sub(r"\{\w+\}", "123456", part) for part in (text.en, text.zh))

    assert re.search(r"[\u4e00-\u9fff]", chinese)
    assert GSM7BitCodec.is_gsm_text(english)
    assert len(english) <= 160
    assert len(chinese) <= 70


@pytest.mark.clause("ENT-13")
@pytest.mark.parametrize(
    "name", ["notice_suspension_reminder", "notice_emergency_reconnection", "notice_temporary_credit"]
)
def test_the_three_notices_on_joining_need_no_facts(name):
    assert template(name).facts == set()


def invented(english: str, chinese: str) -> Template:
    """A template of these sentences."""
    return read_templates(f"told: {{purpose: notice, en: '{english}', zh: '{chinese}'}}")["told"]


def test_facts_are_written_as_a_reader_of_the_language_expects():
    told = invented("{tier} until {ends_on}", "{tier}，至{ends_on}")
    facts = {"tier": Text("gold", "金卡"), "ends_on": date(2013, 1, 8), "unused": 7}

    assert told.fill(Language.EN, facts, SHANGHAI) == "gold until 2013-01-08"
    assert told.fill(Language.ZH, facts, SHANGHAI) == "金卡，至2013年1月8日"


def test_moments_are_written_by_the_clocks_of_the_operator():
    told = invented("until {until}", "至{until}")

    text = told.fill(Language.ZH, {"until": datetime(2012, 6, 14, 16, 30, tzinfo=UTC)}, SHANGHAI)

    assert text == "至2012年6月15日 00:30"


def test_braces_in_a_fact_are_text_and_no_place_for_another():
    text = invented("for {what}", "为{what}").fill(Language.EN, {"what": "{until} {0.__class__}"}, SHANGHAI)

    assert text == "for {until} {0.__class__}"


def test_a_message_without_a_fact_of_its_template_is_a_fault():
    with pytest.raises(FactsWrong, match=r"found the facts tier; expected at least ends_on, tier"):
        invented("{tier} {ends_on}", "{tier}{ends_on}").fill(Language.EN, {"tier": "gold"}, SHANGHAI)
    with pytest.raises(TemplateUnknown):
        template("no_such_template")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("尊敬的{tier}客户", "尊敬的客户"),
        ("{tier} customer", "{tier.x} customer"),
        ("{tier} customer", "{tier!r} customer"),
        ("{tier} customer", "{} customer"),
        ("{tier} customer", "{tier customer"),
    ],
)
def test_a_template_that_could_not_be_filled_in_is_refused(before, after):
    with pytest.raises(TemplateWrong, match="greeting"):
        read_templates(GREETING.replace(before, after))


def test_a_purpose_that_there_is_not_is_refused_by_its_line():
    with pytest.raises(PackError, match=r"templates.yaml, line 1, greeting.purpose"):
        read_templates(GREETING.replace("care", "cares"))
