"""The pages of the policy desk: what is in force, drafts as typed, their way to policy, and who sees what."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from tests.console.visits import Visitor, forms_of, text_of, visitor
from tests.policy_desk.conftest import graded
from tests.policy_desk.desk import (
    BLUE_AT_130,
    DAY,
    LI,
    NOW,
    ONE_DATABASE,
    READER,
    WANG,
    Desk,
    desk_settings,
)
from tests.service.api import Api
from tierline.database.connect import Database
from tierline.policy_desk import asking
from tierline.policy_desk.changes import SetCell, SetValue
from tierline.policy_desk.model import Draft, DraftState
from tierline.settings import Settings

__all__ = ["graded"]  # a fixture of the room that the pages show

pytestmark = ONE_DATABASE

BLUE = "c:tier:0:0:0"
MONTHS = "v:membership.term:months"
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' OR 1=1 --",
    "{{ 7 * 7 }}",
    "一百三十",
    "１３０",
    "130: blue}}}",
    "",
]
NOT_KEPT = ["9" * 201, "1\u202e30", "1\x0030"]


@dataclass(frozen=True)
class Pages:
    """The pages over a desk, as their visitors have them."""

    desk: Desk
    api: Api

    def visitor(self, who: Any = LI, language: str = "en") -> Visitor:
        return visitor(self.api, who, language)


@pytest.fixture
def pages(database: Database, settings: Settings, tmp_path: Path, graded: Path) -> Pages:
    desk = Desk(database, desk_settings(settings, tmp_path, graded))
    api = Api(desk.database, desk.settings)
    api.clock.now = NOW
    return Pages(desk, api)


@pytest.fixture
def draft(pages: Pages) -> Draft:
    """A draft of the harbour card that changes nothing yet."""
    return pages.desk.begin()


def path(draft: Draft) -> str:
    return f"/policies/drafts/{draft.id}"


def field(answer: Any, action: str, name: str) -> str:
    return forms_of(answer)[action][name]


# ---------------------------------------------------------------- what is in force


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Harbour card", "in force", "spend, at least", "more than 3", "Versions")),
        ("zh", ("港湾卡", "现行", "消费（不低于）", "高于 3", "版本")),
    ],
)
@pytest.mark.clause("GOV-04")
def test_a_version_is_read_as_printed_rules_in_both_languages(pages, draft, language, words):
    listed = pages.visitor(READER, language).get("/policies")
    assert listed.status_code == 200
    assert words[0] in text_of(listed)
    assert path(draft) in listed.text
    shown = pages.visitor(READER, language).get("/policies/harbour")
    assert shown.status_code == 200
    assert [word for word in words if word not in text_of(shown)] == []
    # The hit policy stands in the corner, and what a table shows is not said once more in a sentence.
    assert '<abbr class="hit"' in shown.text
    assert "spend: at least 200" not in text_of(shown)
    assert 'href="/clauses/GRD-04"' in shown.text


def test_who_may_not_draft_reads_and_finds_no_button(pages, draft):
    reader = pages.visitor(READER)
    assert "/begin" not in reader.get("/policies/harbour").text
    shown = reader.get(path(draft))
    assert shown.status_code == 200
    assert 'id="draft-form"' not in shown.text
    assert 'class="next-acts' not in shown.text
    refused = reader.client.post(
        path(draft), data={"proof": forms_of(shown)["/reader"]["proof"], BLUE: "130", "version": "1"}
    )
    assert refused.status_code == 403
    assert pages.desk.get(draft).draft.version == 1


@pytest.mark.parametrize(
    "address",
    [
        "/policies/harbour?from=1999-01-01",
        "/policies/drafts/not-an-id",
        f"/policies/drafts/{'0' * 36}",
        f"/policies/drafts/{'0' * 36}/comparison",
        f"/policies/drafts/{'0' * 36}/approval",
        f"/policies/simulations/{'0' * 36}/lines",
    ],
)
def test_what_is_not_there_is_said_by_a_page(pages, address):
    answer = pages.visitor().get(address)
    assert answer.status_code == 404
    assert "<h1>" in answer.text


@pytest.mark.parametrize("address", ["/policies/nothing", "/policies/nothing/begin"])
def test_a_scheme_that_is_none_is_not_found_and_those_that_are_are_told(pages, address):
    answer = pages.visitor().get(address)
    assert answer.status_code == 404
    assert "There is no policy nothing; there are harbour, pier, unicom-star." in text_of(answer)


# ---------------------------------------------------------------- begun


@pytest.mark.parametrize("day", ["", "soon", "31.12.2026", "２０２７-01-01", "2027-02-30", "x" * 300])
def test_a_draft_with_a_wrong_day_is_not_begun_and_nothing_typed_is_lost(pages, day):
    li = pages.visitor()
    form = li.get("/policies/harbour/begin")
    answer = li.send(form, "/policies/harbour/begin", title="Thresholds <2027>", starts_on=day)
    assert answer.status_code == 422
    assert field(answer, "/policies/harbour/begin", "title") == "Thresholds <2027>"
    assert field(answer, "/policies/harbour/begin", "starts_on") == day
    assert 'id="f-starts_on-problem"' in answer.text


def test_a_draft_is_begun_once_and_its_page_says_what_is_missing(pages):
    li = pages.visitor()
    form = li.get("/policies/harbour/begin")
    answer = li.send(form, "/policies/harbour/begin", title="Thresholds of 2027", starts_on=DAY)
    again = li.send(form, "/policies/harbour/begin", title="Thresholds of 2027", starts_on=DAY)
    assert answer.url.path == again.url.path
    said = text_of(answer)
    assert "A draft is begun." in said
    assert "Nothing was simulated yet." in said
    assert "Change a cell and save it first." in said
    assert answer.text.count('aria-disabled="true"') == 2


# ---------------------------------------------------------------- typed


def test_a_changed_cell_is_saved_and_shows_what_is_in_force(pages, draft):
    li = pages.visitor()
    answer = li.send(li.get(path(draft)), path(draft), **{BLUE: "130"})
    assert answer.status_code == 200
    assert "Saved as revision 2." in text_of(answer)
    assert field(answer, path(draft), BLUE) == "130"
    assert re.search(r"<del class=\"was\">.*?200</del>", answer.text)
    assert pages.desk.get(draft).content.block("tier").lines[0].rows[0] == ("130", "blue")
    assert len(answer.content) < 100_000


@pytest.mark.parametrize(
    ("typed", "language"), [*((typed, "en") for typed in HOSTILE), (HOSTILE[0], "zh"), ("", "zh")]
)
def test_what_is_wrong_in_a_cell_is_kept_and_marked_in_place(pages, draft, typed, language):
    li = pages.visitor(language=language)
    answer = li.send(li.get(path(draft)), path(draft), **{BLUE: typed})
    assert answer.status_code == 200
    assert field(answer, path(draft), BLUE) == typed
    assert "<script>alert" not in answer.text
    assert "<img src=x" not in answer.text
    cell = re.search(rf'<input[^>]*id="{BLUE}"[^>]*>', answer.text)[0]
    assert 'aria-invalid="true"' in cell
    assert re.search(r'aria-describedby="m-(\d+)"', cell)[1] in re.findall(r'id="m-(\d+)"', answer.text)
    assert pages.desk.get(draft).draft.version == 2


@pytest.mark.parametrize("typed", NOT_KEPT)
def test_what_no_cell_can_hold_is_not_saved_and_stays_typed(pages, draft, typed):
    li = pages.visitor()
    other = {"c:tier:0:1:0": "110"}
    answer = li.send(li.get(path(draft)), path(draft), **{BLUE: typed} | other)
    assert answer.status_code == 422
    assert field(answer, path(draft), BLUE) == typed
    assert field(answer, path(draft), "c:tier:0:1:0") == "110"
    assert "at most 200 letters" in text_of(answer)
    assert pages.desk.get(draft).draft.version == 1


def test_a_day_that_is_none_is_marked_at_its_field(pages, draft):
    li = pages.visitor()
    answer = li.send(li.get(path(draft)), path(draft), **{"from": "some day"})
    assert re.search(r'<input[^>]*id="from"[^>]*aria-invalid="true"', answer.text)
    assert field(answer, path(draft), "from") == "some day"
    assert "1 to mend" in text_of(answer)


@pytest.mark.clause("GRD-16")
def test_a_gap_is_marked_as_one_types_and_a_button_mends_it(pages):
    draft = pages.desk.begin("pier")
    li = pages.visitor()
    cell = "c:tier:0:1:0"
    page = li.get(path(draft))
    sent = forms_of(page)[path(draft)] | {cell: "[4..5)"}
    part = li.client.post(f"{path(draft)}/marks", data=sent, headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert "<html" not in part.text
    assert "1 change not saved" in text_of(part)
    row = part.text.partition(f'id="{cell}"')[2]
    mark = row.partition("<tr data-row")[0].partition('<tr class="lint">')[2].partition("</tr>")[0]
    ways = [unescape(each) for each in re.findall(r"name=\"do\" value='([^']*)'", mark)]
    assert len(ways) == 2, mark
    assert "For example:" in mark
    # The same button without script: the whole page, mended, and still nothing saved.
    mended = li.client.post(path(draft), data=forms_of(page)[path(draft)] | {cell: "[4..5)", "do": ways[0]})
    assert mended.status_code == 200
    assert "<html" in mended.text
    assert "for example" not in text_of(mended).lower().partition("rests on")[2].partition("score")[0]
    assert field(mended, path(draft), cell) in ("[3..5)", "[4..5)")
    assert pages.desk.get(draft).draft.version == 1
    saved = li.send(mended, path(draft))
    assert "Saved as revision 2." in text_of(saved)
    assert [mark.code for mark in pages.desk.get(draft).marks if mark.code == "gap"] == []


def test_rows_are_added_moved_and_removed_with_everything_else_that_was_typed(pages, draft):
    li = pages.visitor()
    page = li.get(path(draft))
    for do in (
        '[{"kind":"add_row","block":"tier","line":0,"row":2}]',
        '[{"kind":"move_row","block":"tier","line":0,"row":2,"to":0}]',
        '[{"kind":"remove_row","block":"tier","line":0,"row":2}]',
    ):
        sent = forms_of(page)[path(draft)] | {"from": "2027-06-01", "do": do}
        page = li.client.post(path(draft), data=sent)
        assert page.status_code == 200
    fields = forms_of(page)[path(draft)]
    rows = {name: value for name, value in fields.items() if name.startswith("c:tier:0:")}
    assert rows == {"c:tier:0:0:0": "", "c:tier:0:0:1": "", "c:tier:0:1:0": "200", "c:tier:0:1:1": "blue"}
    assert fields["from"] == "2027-06-01"
    saved = li.send(page, path(draft), **{"c:tier:0:0:0": "500", "c:tier:0:0:1": "blue"})
    assert "Saved" in text_of(saved)
    found = pages.desk.get(draft).content
    assert found.block("tier").lines[0].rows == (("500", "blue"), ("200", "blue"))
    assert found.starts_on == "2027-06-01"


@pytest.mark.parametrize(
    "do",
    [
        "x",
        "[1]",
        '[{"kind":"drop_table"}]',
        "[" * 5000,
        '[{"kind":"remove_row","block":"tier","line":0,"row":99}]',
    ],
)
def test_a_button_that_is_none_of_ours_changes_nothing_and_loses_nothing(pages, draft, do):
    li = pages.visitor()
    sent = forms_of(li.get(path(draft)))[path(draft)] | {BLUE: "131", "do": do}
    answer = li.client.post(path(draft), data=sent)
    assert answer.status_code == 200
    assert field(answer, path(draft), BLUE) == "131"
    assert 'role="alert"' in answer.text


@pytest.mark.parametrize("with_script", [True, False])
def test_a_column_a_condition_and_a_table_come_and_go_with_what_is_typed(pages, draft, with_script):
    li = pages.visitor()

    def press(page, **picked):
        """A button of the form, by what it does, with what is typed and picked beside it."""
        sent = forms_of(page)[path(draft)] | picked
        if with_script:
            part = li.client.post(f"{path(draft)}/marks", data=sent, headers={"HX-Request": "true"})
            assert "<html" not in part.text
            return part
        return li.client.post(path(draft), data=sent)

    def doing(page, kind, at=0):
        acts = [unescape(each) for each in re.findall(r"name=\"do\" value='([^']*)'", page.text)]
        return [act for act in acts if f'"kind": "{kind}"' in act and '"block": "tier"' in act][at]

    page = li.get(path(draft))
    assert re.search(r'<option value="tenure_months">months on the network</option>', page.text)
    page = press(page, do=doing(page, "add_input"), **{BLUE: "131", "pick:tier:0": "tenure_months"})
    assert field(page, path(draft), BLUE) == ">= 131"
    assert field(page, path(draft), "c:tier:0:0:1") == "-"
    assert re.search(r'<input[^>]*id="c:tier:0:0:1"[^>]* autofocus', page.text)
    page = press(page, do=doing(page, "set_where"), **{"c:tier:0:0:1": ">= 24", "pick:tier:0": "brand"})
    assert field(page, path(draft), "w:tier:0:brand") == "-"
    page = press(page, do=doing(page, "add_line"), **{"kind:tier": "table", "pick:tier": "spend"})
    # The new table has an empty cell, marked in place, and a button that says that it asks nothing.
    assert "This cell is empty" in text_of(page)
    page = press(page, do=doing(page, "remove_line", -1))
    saved = li.send(page, path(draft), **{"w:tier:0:brand": '"gotone"'})
    assert "Saved as revision 2." in text_of(saved)
    line = pages.desk.get(draft).content.block("tier").lines[0]
    assert line.rows[0] == (">= 131", ">= 24", "blue")
    assert (line.inputs, line.where) == (("spend", "tenure_months"), (("brand", '"gotone"'),))
    compared = text_of(li.get(f"{path(draft)}/comparison"))
    assert "column months on the network" in compared
    assert "inputs: [spend, tenure_months]" in li.get(f"{path(draft)}/file/yaml").text
    page = press(saved, do=doing(saved, "remove_input", 1))
    assert "c:tier:0:0:2" not in forms_of(page)[path(draft)]
    assert field(page, path(draft), "w:tier:0:brand") == '"gotone"'


def test_values_of_ones_own_get_a_basis_and_a_note(pages, draft):
    li = pages.visitor()
    saved = li.send(li.get(path(draft)), path(draft), **{BLUE: "130"})
    assert "still cite the source" in text_of(saved)
    notes = {"n:tier:0:basis": "example", "n:tier:0:open.en": "The bound.", "n:tier:0:open.zh": "界值。"}
    notes |= {f"n:tier:0:{part}.{one}": "-" for part in ("chosen", "instead") for one in ("en", "zh")}
    again = li.send(saved, path(draft), **notes)
    assert "still cite the source" not in text_of(again)
    cited = pages.desk.get(draft).content.block("tier").lines[0].cited
    assert (cited.basis, cited.interpretation.open.zh) == ("example", "界值。")


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            ("Wang Fang saved revision 2 while you were typing.", "term, months: theirs 12, yours 24"),
        ),
        ("zh", ("您编辑期间，Wang Fang 保存了第 2 次修订。", "有效期（月数）：对方为 12，您为 24")),
    ],
)
def test_the_second_of_two_people_is_told_and_keeps_what_they_typed(pages, draft, language, told):
    li = pages.visitor(language=language)
    page = li.get(path(draft))
    theirs = (SetCell("tier", 0, 1, 0, "90"), SetCell("tier", 0, 0, 0, "190"))
    pages.desk.edit(draft, *theirs, SetValue("membership.starts", "joined", "next_month"), who=WANG)
    answer = li.send(page, path(draft), **{BLUE: "130", MONTHS: "24"})
    assert answer.status_code == 409
    assert told[0] in text_of(answer)
    assert told[1] in text_of(answer)
    assert "190" in text_of(answer)
    # What only the other one changed is there already; what both did is as it was typed here.
    assert field(answer, path(draft), "c:tier:0:1:0") == "90"
    assert field(answer, path(draft), BLUE) == "130"
    assert pages.desk.get(draft).draft.version == 2
    saved = li.send(answer, path(draft))
    assert saved.status_code == 200
    content = pages.desk.get(draft).content
    assert content.block("tier").lines[0].rows == (("130", "blue"), ("90", "white"))
    assert content.provision("membership.starts").value("joined") == "next_month"
    assert content.provision("membership.term").value("months") == "24"


# ---------------------------------------------------------------- what is said beside the tables


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("Found `thirteen`; expected a whole number from 1 to 120.", "Terms", "12", "more than 3")),
        ("zh", ("现为 `thirteen`；应为 1 到 120 的整数。", "有效期", "12", "高于 3")),
    ],
)
@pytest.mark.clause("GOV-04")
def test_a_value_beside_the_tables_is_kept_marked_saved_and_shows_what_is_in_force(
    pages, draft, language, said
):
    li = pages.visitor(language=language)
    page = li.get(path(draft))
    assert said[1] in text_of(page)
    wrong = li.send(page, path(draft), **{MONTHS: "thirteen"})
    assert said[0] in text_of(wrong)
    assert field(wrong, path(draft), MONTHS) == "thirteen"
    assert re.search(rf'name="{MONTHS}"[^>]*aria-invalid="true"', wrong.text)
    read = pages.visitor(READER, language).get(path(draft))
    assert re.search(r"thirteen\s*</ins>\s*<del.*?12</del>", read.text, re.DOTALL)
    products = ["", "mobile_4g", "data_card"]
    saved = li.send(wrong, path(draft), **{MONTHS: "24", "v:eligible.product:is": products})
    content = pages.desk.get(draft).content
    assert content.provision("membership.term").value("months") == "24"
    assert content.provision("eligible.product").value("is") == "mobile_4g, data_card"
    struck = re.findall(r'<del class="was">(.*?)</del>', saved.text)
    assert said[2] in "".join(struck)
    # Whoever does not edit reads sentences, the one in force struck out.
    read = pages.visitor(READER, language).get(path(draft))
    assert MONTHS not in read.text
    assert "24" in "".join(re.findall(r"<ins>(.*?)</ins>", read.text))
    assert "12" in "".join(re.findall(r'<del class="was">(.*?)</del>', read.text))
    assert said[3] in text_of(read)


# ---------------------------------------------------------------- simulated


def test_a_simulation_is_asked_for_and_its_progress_stands_on_the_page(pages, draft):
    li = pages.visitor()
    pages.desk.edit(draft, BLUE_AT_130)
    form = li.get(f"{path(draft)}/simulate")
    wrong = li.send(form, f"{path(draft)}/simulate", months="13", month="2026-11", transition="kept")
    assert field(wrong, f"{path(draft)}/simulate", "transition") == "kept"
    odd = li.send(form, f"{path(draft)}/simulate", transition="sideways")
    assert odd.status_code == 422
    assert wrong.status_code == 422
    assert field(wrong, f"{path(draft)}/simulate", "months") == "13"
    answer = li.send(form, f"{path(draft)}/simulate", months="1")
    assert "The simulation is asked for." in text_of(answer)
    assert "Waits for the worker" in text_of(answer)
    assert "A simulation is under way." in text_of(answer)
    assert f'hx-get="{path(draft)}/so-far"' in answer.text
    so_far = li.client.get(f"{path(draft)}/so-far", headers={"HX-Request": "true"})
    assert 'hx-trigger="every 3s"' in so_far.text
    assert "<html" not in so_far.text
    assert li.get(f"{path(draft)}/so-far").url.path == path(draft)
    assert "/cancel" in answer.text
    called_off = li.send(answer, next(each for each in forms_of(answer) if each.endswith("/cancel")))
    assert called_off.status_code == 200
    assert "called off" in text_of(li.get(path(draft)))


@pytest.mark.clause("GRD-18")
def test_results_say_who_moves_and_why_and_of_which_revision(pages, draft):
    desk = pages.desk
    edited = desk.edit(draft, BLUE_AT_130)
    task = desk.simulated(edited)
    li = pages.visitor()
    shown = li.get(path(draft))
    said = text_of(shown)
    assert "Who moves" in said
    assert "spend: at least 130" in said
    # Beside the row of the blue card stand its lines, by the present policy and by the draft.
    assert "0 → 11" in said
    assert "Ask for approval" in said
    assert f'href="{path(draft)}/submission"' in shown.text
    figures = re.findall(rf'href="(/policies/simulations/{task.id}/lines[^"]*present=[^"]*)"', shown.text)
    assert figures
    listed = li.get(unescape(figures[0]))
    assert listed.status_code == 200
    assert "another tier" in text_of(listed)
    assert "4G mobile" in text_of(listed)
    desk.edit(edited, SetCell("tier", 0, 0, 0, "140"))
    later = li.get(path(draft))
    assert "Only revision 2 was, not this one" in text_of(later)
    assert "What is shown below is revision 2, not this one." in text_of(later)
    assert f'href="{path(draft)}/submission"' not in later.text


def test_lines_that_get_another_term_are_told_with_the_cause(pages, draft):
    draft = pages.desk.edit(draft, SetValue("membership.term", "months", "24"))
    pages.desk.simulated(draft)
    said = text_of(pages.visitor().get(path(draft)))
    assert re.search(r"\d+ lines keep their tier with another term\.", said)
    assert re.search(r"term: 24 months so far 12 months \d+ another term", said)


def test_lists_are_paged_filtered_and_end_at_ones_own_site(pages, draft):
    edited = pages.desk.edit(draft, BLUE_AT_130)
    task = pages.desk.simulated(edited)
    address = f"/policies/simulations/{task.id}/lines"
    li = pages.visitor()
    first = li.get(f"{address}?limit=2&effect=moves")
    assert 'rel="next"' in first.text
    following = li.get(unescape(re.search(r'<a href="([^"]*)" rel="next"', first.text)[1]))
    assert following.status_code == 200
    assert li.get(f"{address}?present=purple").status_code == 422
    assert li.get(f"{address}?after=%27--").status_code == 422
    elsewhere = pages.visitor(replace(LI, site="99.9999"))
    assert "No line of yours is in this list." in text_of(elsewhere.get(address))


# ---------------------------------------------------------------- decided and published


@pytest.mark.clause("GOV-04")
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_second_person_approves_and_it_is_published(pages, draft, language):
    desk = pages.desk
    desk.simulated(desk.edit(draft, BLUE_AT_130))
    li, wang = pages.visitor(language=language), pages.visitor(WANG, language)
    submission = f"{path(draft)}/submission"
    form = li.get(submission)
    assert li.send(form, submission).status_code == 422
    submitted = li.send(form, submission, reason="plan of 2027 <b>")
    assert submitted.status_code == 200
    assert "plan of 2027 &lt;b&gt;" in submitted.text
    assert desk.get(draft).draft.state is DraftState.SUBMITTED
    # Who asked for it sees the button, blocked, with its reason; and is refused in a sentence all the same.
    assert 'aria-describedby="why-approval"' in submitted.text
    own = li.send(li.get(f"{path(draft)}/approval"), f"{path(draft)}/approval")
    assert own.status_code == 403
    assert "GOV-04" in text_of(own)
    start = wang.get("/")
    assert path(draft) in start.text
    approved = wang.send(wang.get(f"{path(draft)}/approval"), f"{path(draft)}/approval", reason="agreed")
    assert f'href="{path(draft)}/publication"' in approved.text
    stale = li.send(form, submission, reason="again")
    assert stale.status_code == 409
    published = wang.send(wang.get(f"{path(draft)}/publication"), f"{path(draft)}/publication")
    assert "/policies/harbour?from=2027-01-01" in published.text
    assert desk.get(draft).draft.state is DraftState.PUBLISHED
    version = wang.get("/policies/harbour?from=2027-01-01")
    assert "130" in text_of(version)
    assert path(draft) in version.text


def test_a_rejected_draft_is_open_again_with_the_reason(pages, draft):
    desk = pages.desk
    edited = desk.edit(draft, BLUE_AT_130)
    desk.submit(edited, desk.simulated(edited))
    wang = pages.visitor(WANG)
    form = wang.get(f"{path(draft)}/rejection")
    assert wang.send(form, f"{path(draft)}/rejection").status_code == 422
    answer = wang.send(form, f"{path(draft)}/rejection", reason="too many fall")
    assert "too many fall" in text_of(answer)
    assert 'id="draft-form"' in pages.visitor().get(path(draft)).text


def test_a_draft_is_compared_downloaded_looked_back_on_and_dropped(pages, draft):
    li = pages.visitor()
    li.send(li.get(path(draft)), path(draft), **{BLUE: "130", MONTHS: "24"})
    compared = text_of(li.get(f"{path(draft)}/comparison"))
    assert "spend: at least 200" in compared
    assert "term, months 12 24 GRD-04" in compared
    assert "+ - spend: {at_least: {130: blue, 100: white}}" in compared
    yaml = li.get(f"{path(draft)}/file/yaml")
    assert yaml.headers["content-disposition"] == f'attachment; filename="harbour-{DAY}.yaml"'
    assert "130: blue" in yaml.text
    assert b"<decisionTable" in li.get(f"{path(draft)}/file/dmn").content
    li.send(li.get(path(draft)), path(draft), **{BLUE: "x"})
    assert li.get(f"{path(draft)}/file/yaml").status_code == 409
    history = text_of(li.get(f"{path(draft)}/history"))
    assert history.count("edited") == 2
    assert "Tiers, row 1: 200 130 GRD-04 term, months: 12 24 GRD-04" in history
    dropped = li.send(li.get(f"{path(draft)}/dropping"), f"{path(draft)}/dropping")
    assert "This draft was dropped." in text_of(dropped)


# ---------------------------------------------------------------- calibrated


@pytest.mark.clause("GRD-19")
def test_shares_give_floors_that_go_into_the_draft(pages):
    desk = pages.desk
    draft = desk.begin("unicom-star")
    li = pages.visitor()
    address = f"{path(draft)}/calibration"
    page = li.get(address)
    assert "The lines were not gathered yet." in text_of(page)
    assert li.send(page, address).status_code == 200
    with desk.database.read() as connection:
        task = asking.last_calibration(connection, LI, "unicom-star")
    desk.carry_out(task)
    page = li.get(address)
    sliders = [name for name in forms_of(page)[address] if name.startswith("share.")]
    assert sliders[0] == "share.five_star"
    assert "Move a share first" in text_of(page)
    moved = li.client.get(
        address,
        params={name: str(10 + 5 * at) for at, name in enumerate(sliders)},
        headers={"HX-Request": "true"},
    )
    assert moved.status_code == 200
    assert "<html" not in moved.text
    for wrong in ({"share.five_star": "x"}, {"share.six_star": "3"}, dict.fromkeys(sliders, "100")):
        assert li.client.get(address, params=wrong).status_code in (200, 422)
    taken = li.send(moved, f"{address}/floors")
    assert "The floors are taken into revision 2." in text_of(taken)
    assert "tier" in desk.get(draft).changed
