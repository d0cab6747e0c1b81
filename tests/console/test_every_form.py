"""Every form of every page: what nobody should send is told at its field, what is sent twice is done once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from httpx2 import Response

from tests.console.demo_console import OPERATOR, DemoConsole
from tests.console.every_page import BEGIN, BESIDE, FORMS, Walk
from tests.console.visits import SentForm, Visitor, sent_forms_of
from tierline.console.forms import SECRET
from tierline.database.ids import new_id

PRODUCT = 7331 * 7
BAD = {
    "empty": "",
    "spaces": "   ",
    "long": "x" * 5000,
    "long of wide letters": "乌" * 5000,
    "Arabic digits": "١٢٣٤٥٦٧٨٩٠١",
    "Chinese numbers": "二〇二六年十二月二十五日",
    "full-width digits": "２０２６－１２－２５",
    "emoji": "1️⃣👩‍👩‍👧‍👦🇨🇳",
    "markup": "<script>alert(1)</script>",
    "quotes": "\"'><img src=x onerror=alert(1)>`",
    "NUL": "a\x00b",
    "SQL": "' OR 1=1; DROP TABLE lines; --",
    "template": "{{7331*7}}${7331*7}{0}%s",
    "path": "../../../../etc/passwd",
    "right to left": "\u202e1\u202d\u200b\ufeff",
    "negative": "-1",
    "huge": "9" * 400,
}
HOSTILE = ("<script>alert", '"><img', "'><img", str(PRODUCT))


@dataclass(frozen=True)
class Form:
    """A form where it stands."""

    page: str
    sent: SentForm


@pytest.fixture(scope="module")
def forms(demo_to_read: DemoConsole) -> list[Form]:
    """One of each form of the console, by where it is sent and what it has."""
    walk = Walk(8)
    walk.go(demo_to_read.visitor(OPERATOR), (*demo_to_read.telling, *BEGIN))
    found: dict[tuple[str, ...], Form] = {}
    for seen in walk.all:
        for sent in sent_forms_of(seen.answer):
            found.setdefault((place_of(sent), *sorted(sent.fields)), Form(seen.address, sent))
    return list(found.values())


def place_of(sent: SentForm) -> str:
    """Where a form is sent, whatever it is about."""
    return re.sub(
        r"(?<=/)([0-9a-f-]{36}|\d{4}-\d\d/[a-z-]+|\d[\d.H]+|(?<=policies/)[a-z-]+(?=/begin))",
        "*",
        sent.action.partition("?")[0],
    )


def problems_of(form: Form, answer: Response, typed: dict[str, str], language: str) -> Iterator[str]:
    """What is wrong with the answer to a form."""
    if answer.status_code >= 500:
        yield f"answers {answer.status_code}"
        return
    if f'<html lang="{"zh-CN" if language == "zh" else "en"}"' not in answer.text:
        yield "answers in another language"
    for hostile in HOSTILE:
        if hostile in answer.text:
            yield f"holds {hostile!r}"
    if answer.status_code == 200:
        return
    if not re.search(r'class="(err|note)', answer.text):
        yield f"answers {answer.status_code} and says nothing at a field or at the head"
    if re.search("Mend what is marked|请更正下方", answer.text) and 'class="err"' not in answer.text:
        yield "speaks of what is marked, and marks nothing"
    again = [one for one in sent_forms_of(answer) if one.action == form.sent.action]
    if not again:
        yield f"answers {answer.status_code} without the form"
        return
    for name in typed.keys() - SECRET:
        # The head of a page has a form of its own that is sent to the same address.
        kept = [one.fields.get(name, "").replace("\ufffd", "\x00") for one in again]
        if typed[name] not in kept:
            yield f"{name} was {typed[name][:30]!r} and is {kept[0][:30]!r}"


def test_every_form_is_met(forms: list[Form]) -> None:
    actions = [form.sent.action.partition("?")[0] for form in forms if form.sent.is_posted]
    met = {route.path for route in FORMS if any(map(route.path_regex.match, actions))}
    missed = {route.path for route in FORMS} - met - BESIDE
    assert not missed, f"the walk meets no form that is sent to these; add pages of them to BEGIN: {missed}"


@pytest.mark.clause("GOV-01")
def test_no_form_breaks_loses_or_runs_what_is_typed(demo: DemoConsole, forms: list[Form]) -> None:
    visitors = {language: demo.visitor(OPERATOR, language) for language in ("en", "zh")}
    problems = []
    sent = 0
    for number, form in enumerate(forms):
        # What is chosen for a list stands in its address, which says no more than that it is wrong.
        names = form.sent.typed | form.sent.chosen.keys() if form.sent.is_posted else form.sent.typed
        # A set of values stands again with what it cannot have, ticked.
        names |= {name for name in form.sent.ticked if name.startswith("v:")}
        if not names:
            continue
        for at, (kind, value) in enumerate(BAD.items()):
            language = ("en", "zh")[(at + number) % 2]
            # An address is never as long as a form may be, and a form not as long as a book.
            typed = dict.fromkeys(names, value[: 80_000 // len(names) if form.sent.is_posted else 500])
            answer = sent_anew(visitors[language], form, typed)
            sent += 1
            problems += [
                f"{form.page} to {form.sent.action}, {kind}, {language}: {one}"
                for one in problems_of(form, answer, typed, language)
            ]
            if answer.history and form.sent.is_posted:
                demo.as_it_was()
    assert not problems, "\n".join(problems)
    assert sent > 400


def sent_anew(visitor: Visitor, form: Form, typed: dict[str, str]) -> Response:
    """The form with other values, as a browser would send it under a key of its own."""
    if not form.sent.is_posted:
        return visitor.client.get(form.sent.action, params=typed)
    proof = visitor.proof
    fields = form.sent.fields | typed | {"proof": proof, "key": new_id()}
    return visitor.client.post(form.sent.action, data=fields)


# ---------------------------------------------------------------- sent twice

RIGHT: dict[str, dict[str, str]] = {
    "/appointments/book": {"msisdn": "a number"},
    "/appointments/slots/open": {"day": "2026-12-01"},
    "/customers": {"number": "a number"},
    "/customers/*/orders/suspend": {"is_confirmed": "true"},
    "/customers/*/password/change": {"old": "804213", "new": "739214"},
    "/customers/*/reconnection": {"is_confirmed": "true"},
    "/messages/webhooks": {"url": "https://example.com/others"},
    "/months/grade": {"month": "2026-11"},
    "/policies/*/begin": {"title": "2027", "starts_on": "2027-01-01"},
    "/people": {"account": "ma.lin", "name": "Ma Lin"},
    "/people/systems": {"name": "counters"},
    "/policies/drafts/*/rejection": {"reason": "Not this year."},
    "/reconnections/*/end": {"reason": "Paid at the counter."},
    "/reconnections/*/extend": {"reason": "The bank is slow.", "until": "2026-11-29 12:00"},
    "/sites": {"code": "99", "title_en": "Somewhere", "title_zh": "某地"},
    "/sites/*/below": {"code": "9999", "title_en": "Somewhere", "title_zh": "某地"},
}
"""What makes a form right, beside what stands in it and the last choice where nothing is chosen."""

NOT_TWICE = {
    "/me",
    "/me/post",
    "/audit/file",
    "/duties/file",
    "/reconnections/file",
    "/work-orders/file",
    "/months/*/lines/file",
    "/policies/drafts/*",
    "/policies/drafts/*/approval",
    "/policies/drafts/*/calibration/floors",
    "/policies/drafts/*/dropping",
    "/policies/drafts/*/submission",
}
"""Gives a file each time, which the trail has each time; ends the sign-in with the first of two, or is a step
of a draft, which the signed log beside the database decides and which names the version that it was made
from: tested where these pages are."""


@pytest.mark.clause("GOV-01", "ENT-04")
def test_a_form_sent_twice_takes_effect_once(demo: DemoConsole, forms: list[Form]) -> None:
    visitor = demo.visitor(OPERATOR)
    number = demo.demo.lines["booked_tomorrow"].msisdn
    acts = [form for form in forms if form.sent.is_posted and "key" in form.sent.fields]
    before = demo.state()
    problems = []
    for form in acts:
        place = place_of(form.sent)
        if place in NOT_TWICE:
            continue
        right = {
            name: value if value != "a number" else number for name, value in RIGHT.get(place, {}).items()
        }
        choices = {
            name: values[-1]
            for name, values in (form.sent.chosen | form.sent.ticked).items()
            if not form.sent.fields.get(name)
        }
        fields = form.sent.fields | choices | right | {"proof": visitor.proof, "key": new_id()}
        first = visitor.client.post(form.sent.action, data=fields)
        after = demo.state()
        again = visitor.client.post(form.sent.action, data=fields)

        if first.status_code != 200:
            said = re.findall(r'class="(?:err|note)[^>]*>.*?</svg>(.*?)</p>', first.text)
            problems.append(f"{place} answers {first.status_code}; say in RIGHT what makes it right: {said}")
        elif place != "/customers" and after == before:
            problems.append(f"{place} had no effect")
        if again.status_code != first.status_code or demo.state() != after:
            problems.append(f"{place} took effect twice, {again.status_code}")
        demo.as_it_was()
    assert not problems, "\n".join(problems)
    assert len(acts) > 25
