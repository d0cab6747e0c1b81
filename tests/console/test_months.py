"""The pages of the month: what operations see before it goes out, and what they ask for."""

from __future__ import annotations

import codecs
import csv
import io
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from httpx2 import Response

from tests.console.browser import ON_SQLITE
from tests.console.visits import Visitor, forms_of, text_of, visitor
from tests.grading.measured import pier
from tests.months.conftest import operator, own, settings
from tests.months.operator import CREDIT, NOW, OPERATIONS, STAR, carried
from tests.service.actors import actor
from tests.service.api import Api
from tierline.database.connect import Database
from tierline.database.paging import Listing
from tierline.grading.measured.run import run as measured
from tierline.settings import Settings
from tierline.tasks import running
from tierline.tasks import service as tasks
from tierline.tasks.kinds import KINDS
from tierline.tasks.model import State, Task

__all__ = ["operator", "own", "settings"]  # fixtures of the months room

pytestmark = ON_SQLITE

PLACE = f"/months/2026-12/{STAR}"
EARLIER = f"/months/2026-11/{STAR}"
ANALYST = actor("policy_analyst", site="")
EAST = actor("operations", site="41")
SUPERVISOR = actor("supervisor", "operations", site="")


@pytest.fixture
def at_now(api: Api) -> Api:
    """The API on the sixth of December, when November and December are graded."""
    api.clock.now = NOW
    return api


def carried_out(api: Api, settings: Settings) -> Task:
    """The task that waits, after a worker has carried it out."""
    with api.database.read() as connection:
        found = tasks.listed(connection, OPERATIONS, KINDS, Listing()).items
    [task] = [one for one in found if one.state is State.QUEUED]
    return carried(api.database, settings, task)


def sent(somebody: Visitor, path: str, **typed: str) -> Response:
    """The form of a page sent to its own address."""
    page = somebody.get(path)
    return somebody.send(page, path, **typed)


@pytest.mark.clause("GRD-18")
def test_the_list_says_how_each_month_stands_and_what_is_missing_for_the_next(at_now: Api) -> None:
    page = text_of(visitor(at_now, OPERATIONS).get("/months"))
    assert "December 2026 China Mobile credit grade graded not verified not published 40" in page
    assert "Next January 2027 Not yet. 2027-01 has not begun." in page
    assert "下一个月 2027年1月 暂不可评级。 2027-01 尚未开始" in text_of(
        visitor(at_now, OPERATIONS, "zh").get("/months")
    )


@pytest.mark.clause("GOV-03")
def test_a_month_shows_its_figures_beside_last_months_and_what_stands_out_with_examples(at_now: Api) -> None:
    answer = visitor(at_now, SUPERVISOR).get(PLACE)
    page = text_of(answer)
    assert "China Unicom star grade, December 2026" in page
    assert "beside November 2026" in page
    assert "last month: November 2026" in page
    assert re.search(
        r"3 Lines read 40 4 Bills read 465 [0-9.]+ s [0-9,]+ a second last month [0-9.]+ s", page
    )
    assert "Rises and falls since November 2026" in page
    assert "%" not in page.partition("Changes last month in brackets")[2].partition("Members")[0]
    assert "15 lines of 41 have no bill of 2026-11" in page
    assert "not in the service" in page  # no month was published, so that the service knows no line yet
    assert f'href="{PLACE}/lines?check=unbilled%3A41"' in answer.text
    assert 'href="/clauses/GRD-' in answer.text
    zh = text_of(visitor(at_now, OPERATIONS, "zh").get(PLACE))
    assert "与 2026年11月 比较" in zh
    assert "没有 2026-11 账单" in zh
    assert re.search(r"3 读入线路 40 4 读入账单 465 [0-9.]+ 秒 每秒 [0-9,]+ 上月 [0-9.]+ 秒", zh)
    assert re.search(r"同批 2 个方案共用时 [0-9.]+ 秒，每秒 [0-9,]+ 户", zh)
    first = text_of(visitor(at_now, SUPERVISOR).get(EARLIER))
    assert "the month before was not graded" in first
    assert "(—)" not in first


@pytest.mark.clause("CHN-11")
def test_who_answers_for_one_province_sees_nothing_of_another(at_now: Api) -> None:
    west = actor("operations", site="65")
    assert "15 lines of 41" not in text_of(visitor(at_now, west).get(PLACE))
    assert text_of(visitor(at_now, EAST).get(f"{PLACE}/lines")).count("41.4101.410101") == 20
    assert "No line fits" in text_of(visitor(at_now, EAST).get(f"{PLACE}/lines?site=65"))


def test_lines_are_filtered_and_open_filters_mean_all(at_now: Api) -> None:
    somebody = visitor(at_now, OPERATIONS)
    page = somebody.get(f"{PLACE}/lines?change=&tier=&reason=&site=&check=unbilled:41")
    assert page.text.count('<th scope="row">') == 15
    assert "check unbilled:41" in text_of(page)
    for wrong in ("change=up", "tier=%27", "site=..", "check=warning:1", "after=x", "reason=<b>"):
        answer = somebody.get(f"{PLACE}/lines?{wrong}")
        assert answer.status_code in (404, 422), wrong
        assert "<b>" not in answer.text.split("<main")[0]


@pytest.mark.clause("GOV-01", "CHN-11")
def test_a_list_is_taken_out_as_a_file_with_its_filters(at_now: Api) -> None:
    for language, head in (
        ("en", "line,number,site code,site,product,months with us"),
        ("zh", "线路,号码,站点编码"),
    ):
        somebody = visitor(at_now, EAST, language)
        page = somebody.get(f"{PLACE}/lines?check=unbilled:41&site=41.4101")
        answer = somebody.client.post(f"{PLACE}/lines/file", data=forms_of(page)[f"{PLACE}/lines/file"])
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert answer.headers["content-disposition"] == f'attachment; filename="{STAR}-2026-12-lines.csv"'
        assert answer.content.startswith(codecs.BOM_UTF8 + head.encode())
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        listed = page.text.count('<th scope="row">')
        assert len(rows) == listed > 0
        assert {row["线路" if language == "zh" else "line"] for row in rows} <= set(map(str, range(26, 41)))
        trail = text_of(visitor(at_now, actor("auditor", site=""), language).get("/audit"))
        assert {"en": "took lines of a month out as a file", "zh": "导出月度线路明细"}[language] in trail


def test_a_file_that_nobody_may_have_is_refused_in_words(at_now: Api) -> None:
    somebody = visitor(at_now, OPERATIONS)
    form = forms_of(somebody.get(f"{PLACE}/lines"))[f"{PLACE}/lines/file"]
    wrong = somebody.client.post(f"{PLACE}/lines/file", data=form | {"tier": "<b>"})
    assert wrong.status_code == 422
    assert "Choose them there" in text_of(wrong)
    assert "<b>" not in wrong.text.split("<main")[0]
    agent = visitor(at_now, actor("agent"))
    assert agent.client.post(f"{PLACE}/lines/file", data={"proof": agent.proof}).status_code == 403


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"month": "December"}, "Expected a form such as 2026-12."),
        ({"month": "2027-02"}, "2027-02 has not begun."),
        ({"month": "2015-08"}, "2015-08 cannot be graded yet: the bills of 2015-07"),
        ({"month": "<script>"}, "Expected a form such as 2026-12."),
    ],
)
def test_what_is_wrong_with_a_month_to_be_graded_stands_at_its_field(
    at_now: Api, typed: dict[str, str], said: str
) -> None:
    answer = sent(visitor(at_now, OPERATIONS), "/months/grade", schemes=STAR, **typed)
    assert answer.status_code in (409, 422)
    field = answer.text.partition('id="f-month-problem"')[2].partition("</p>")[0]
    assert said in field
    assert "<script>" not in answer.text.replace('<script type="module"', "")
    assert 'value="unicom-star" checked' in answer.text
    assert 'value="cmcc-credit" checked' not in answer.text


def test_a_month_without_a_scheme_is_not_graded(at_now: Api) -> None:
    somebody = visitor(at_now, OPERATIONS)
    page = somebody.get("/months/grade")
    typed = {name: value for name, value in forms_of(page)["/months/grade"].items() if name != "schemes"}
    answer = somebody.client.post("/months/grade", data=typed)
    assert answer.status_code == 422
    assert "Fill this in." in answer.text.partition("f-schemes-problem")[2]


def test_a_month_is_graded_by_a_task_that_the_list_follows(at_now: Api) -> None:
    somebody = visitor(at_now, OPERATIONS)
    page = sent(somebody, "/months/grade", month="2026-12", schemes=STAR)
    assert "grade a month" in text_of(page)
    assert "Waits for the worker to begin it." in text_of(page)
    assert 'hx-trigger="every 2s"' in page.text
    again = sent(somebody, "/months/grade", month="2026-12", schemes=STAR)
    assert again.status_code == 409
    assert "The same is asked for already" in text_of(again)


def test_a_month_is_verified_once_at_a_time_and_its_result_is_told_in_words(
    at_now: Api, settings: Settings
) -> None:
    somebody = visitor(at_now, OPERATIONS, "zh")
    page = sent(somebody, f"{PLACE}/verify")
    assert "等待工作进程开始。" in text_of(page)
    assert sent(somebody, f"{PLACE}/verify").status_code == 409
    task = carried_out(at_now, settings)
    after = text_of(somebody.get(PLACE))
    assert "已核对，一致" in after
    assert "一致：重跑结果逐行相同。" in text_of(somebody.get(f"/tasks/{task.id}"))


@pytest.mark.clause("GRD-18")
def test_what_stands_out_has_to_be_looked_at_before_a_month_goes_out(at_now: Api, settings: Settings) -> None:
    somebody = visitor(at_now, OPERATIONS)
    refused = sent(somebody, f"{EARLIER}/publish", duties="owed")
    assert refused.status_code == 409
    assert "Say that you have looked at what stands out" in refused.text.partition("f-seen-problem")[2]
    assert '<option value="owed" selected>' in refused.text
    page = sent(somebody, f"{EARLIER}/publish", duties="owed", seen="true")
    assert "publish a month into the service" in text_of(page)
    task = carried_out(at_now, settings)
    told = text_of(somebody.get(f"/tasks/{task.id}"))
    assert "Published. Lines: 40 new" in told
    after = somebody.get(EARLIER)
    assert re.search(r"The service goes by this month. Wrote \d+ changes", text_of(after))
    assert "Missing" not in text_of(after), "what was missing is for before it goes out"
    of_month = f"/duties?scheme={STAR}&amp;month=2026-11&amp;duty=tell_customer&amp;state=owed"
    assert f'href="{of_month}"' in after.text
    assert "Of China Unicom star grade, November 2026 alone." in text_of(somebody.get(unescape(of_month)))
    assert "No such duty." in text_of(somebody.get("/duties?month=2026-12"))
    duties = text_of(somebody.get("/duties"))
    assert "tell the customer" in duties
    assert "owed" in duties


def test_an_earlier_month_is_not_published_after_a_later_one(at_now: Api, settings: Settings) -> None:
    somebody = visitor(at_now, OPERATIONS)
    sent(somebody, f"{PLACE}/publish", seen="true")
    carried_out(at_now, settings)
    page = somebody.get(EARLIER)
    assert "an older month may not follow" in text_of(page)
    assert f'href="{EARLIER}/publish"' not in page.text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "40 lines read, 38 eligible. See it"),
        ("zh", "读入 40 户，合格 38 户。 查看结果"),
    ],
)
def test_what_was_graded_leads_to_each_schemes_month(at_now: Api, language: str, said: str) -> None:
    counts = {"lines": 40, "eligible": 38, "by_change": {"risen": 0, "none": 40}, "warnings": []}
    result = {"month": "2026-12", "schemes": [{"scheme": CREDIT, **counts}]}
    asked = {"month": "2026-12", "schemes": [CREDIT]}
    with at_now.database.write() as connection:
        task = tasks.ask(connection, OPERATIONS, "grade", asked, now=NOW)
        running.take(connection, KINDS, "test", now=NOW)
        running.end_well(connection, task.id, "test", result, now=NOW)
    page = visitor(at_now, OPERATIONS, language).get(f"/tasks/{task.id}")
    assert said in text_of(page)
    assert f'<a href="/months/2026-12/{CREDIT}">' in page.text


def test_a_month_that_was_followed_by_a_later_one_says_so(at_now: Api, settings: Settings) -> None:
    somebody = visitor(at_now, OPERATIONS)
    for place in (EARLIER, PLACE):
        sent(somebody, f"{place}/publish", seen="true")
        carried_out(at_now, settings)
    page = somebody.get(EARLIER)
    assert "It was published. The service goes by a later month now." in text_of(page)
    assert f'href="{EARLIER}/publish"' not in page.text
    assert "an older month may not follow" not in text_of(page)


def test_who_may_only_look_sees_no_act_and_may_not_reach_one(at_now: Api) -> None:
    somebody = visitor(at_now, ANALYST)
    for path in ("/months", PLACE):
        assert "/grade" not in somebody.get(path).text
        assert "/verify" not in somebody.get(path).text
    for act in ("/months/grade", f"{PLACE}/verify", f"{PLACE}/publish"):
        assert somebody.get(act).status_code == 403
    assert visitor(at_now, actor("agent")).get(PLACE).status_code == 403
    assert visitor(at_now, OPERATIONS).get(f"/months/2026-10/{STAR}").status_code == 404


def test_an_act_that_is_asked_for_by_an_open_page_is_a_part_of_it(at_now: Api) -> None:
    client = visitor(at_now, OPERATIONS).client
    for act in ("/months/grade", f"{PLACE}/verify", f"{PLACE}/publish"):
        part = client.get(act, headers={"HX-Request": "true"})
        assert "<html" not in part.text
        assert "autofocus" in part.text


def test_a_scheme_of_sites_shows_what_it_has(database: Database, own: Settings, tmp_path: Path) -> None:
    rows = pier.write_csv(tmp_path / "measured.csv", pier.random_rows(1, 30))
    assert own.runs is not None
    measured(replace(pier.request(tmp_path, rows), out=own.runs / "2026-11" / pier.SCHEME))
    somebody = visitor(Api(database, own), OPERATIONS)
    assert "of sites, is not published" in text_of(somebody.get("/months"))
    page = somebody.get(f"/months/2026-11/{pier.SCHEME}")
    assert "Sites by tier" in text_of(page)
    assert "/verify" in page.text
    assert "/publish" not in page.text
    assert somebody.get(f"/months/2026-11/{pier.SCHEME}/publish").status_code == 409
    assert somebody.get(f"/months/2026-11/{pier.SCHEME}/lines").status_code == 409


def test_the_start_page_counts_the_month_and_its_duties(at_now: Api) -> None:
    page = text_of(visitor(at_now, OPERATIONS).get("/"))
    assert "2 schemes graded in December 2026" in page
    assert "2 not published" in page
    assert "0 overdue" in page
    assert "Month" not in text_of(visitor(at_now, actor("agent")).get("/"))
