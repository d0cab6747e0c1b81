"""The directory of sites over HTTP: each sees and changes what lies within their own site."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from tests.service.actors import actor
from tierline.audit.store import entries
from tierline.datasets.sample.figures import SITES
from tierline.site_directory import list_file, service
from tierline.site_directory.commands import import_file
from tierline.site_directory.errors import SiteListWrong
from tierline.sites.errors import SiteUnknown
from tierline.sites.model import Site

NOW = datetime(2012, 6, 15, 2, 0, tzinfo=UTC)
HEAD_OFFICE = actor("administrator", site="")
XINJIANG = actor("administrator", site="65")
HENAN = actor("administrator", site="41")


@pytest.fixture
def sites(database, tmp_path):
    """The sites of the sample operator, in the database."""
    path = tmp_path / "sites.csv"
    path.write_text(list_file.example(), "utf-8")
    with database.write() as connection:
        return service.import_sites(connection, HEAD_OFFICE, list_file.read(path), now=NOW)


def paths(client, **query) -> list[str]:
    return [site["path"] for site in client.get("/api/v1/sites", params=query).json()["items"]]


@pytest.mark.clause("CHN-11")
def test_a_list_of_sites_ends_at_the_site_of_whoever_asks(api, sites):
    seen = paths(api.client(actor("agent", site="65.6501")))

    assert seen == ["65.6501", *(f"65.6501.65010{last}" for last in (2, 3, 4, 5))]


def test_sites_come_page_by_page(api, sites):
    client = api.client(HEAD_OFFICE)
    first = client.get("/api/v1/sites", params={"limit": 30}).json()

    rest = paths(client, limit=30, after=first["next"])

    assert len(first["items"]) + len(rest) == sites.added
    assert rest[-1] == "65.6540"


@pytest.mark.parametrize(
    ("called", "found"),
    [("urum", ["65.6501"]), ("乌鲁木齐", ["65.6501"]), ("65.65010", []), ("%", []), ("65.6540", ["65.6540"])],
)
def test_a_site_is_found_by_a_part_of_its_name_or_how_its_path_begins(api, sites, called, found):
    assert paths(api.client(HEAD_OFFICE), called=called) == found
    assert paths(api.client(HENAN), called=called) == []


@pytest.mark.clause("CHN-11")
def test_a_site_of_others_is_answered_like_one_that_is_not_there(api, sites):
    client = api.client(HENAN)

    answers = [client.get(f"/api/v1/sites/{path}").json() for path in ("65.6501", "41.4199")]

    kept = [{**one, "request_id": "", "detail": one["detail"].partition(" that")[2]} for one in answers]
    assert kept[0] == kept[1]
    assert kept[0]["status"] == 404


@pytest.mark.clause("CHN-11")
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("65.6531.653121", 201),
        ("65.6599.659901", 404),  # its city is not there
        ("41.4101.410104", 404),  # another province's
        ("65.6501", 409),
        ("65/6501", 422),
        ("", 422),
    ],
)
def test_a_site_is_added_below_one_that_is_there_and_ones_own(api, sites, path, status):
    body = {"path": path, "title_en": "Shufu", "title_zh": "疏附县"}

    assert api.client(XINJIANG).post("/api/v1/sites", json=body).status_code == status


@pytest.mark.clause("GOV-01")
def test_a_site_gets_other_names_once_and_the_trail_has_it(api, database, sites):
    client = api.client(XINJIANG)
    etag = client.get("/api/v1/sites/65.6540").headers["etag"]
    names = {"title_en": "Ili Kazakh Autonomous Prefecture", "title_zh": "伊犁哈萨克自治州"}

    renamed = client.patch("/api/v1/sites/65.6540", json=names, headers={"If-Match": etag})
    again = client.patch("/api/v1/sites/65.6540", json=names, headers={"If-Match": etag})

    assert (renamed.status_code, again.status_code) == (200, 412)
    assert renamed.headers["etag"] == '"2"'
    with database.read() as connection:
        found = connection.execute(select(entries.c.subject_id).where(entries.c.action == "site.rename"))
        assert found.scalars().all() == ["65.6540"]


def test_who_may_only_see_sites_changes_none(api, sites):
    client = api.client(actor("supervisor", site="65"))
    names = {"title_en": "X", "title_zh": "X"}

    answer = client.patch("/api/v1/sites/65.6540", json=names, headers={"If-Match": '"1"'})

    assert answer.status_code == 403


def test_an_import_repeated_changes_nothing_and_another_name_renames(database, sites):
    with database.write() as connection:
        known = Site("65.6540", "Ili", "伊犁哈萨克自治州")
        other = Site("65.6532", "Khotan", "和田地区")
        done = service.import_sites(connection, HEAD_OFFICE, [other, known], now=NOW)

    assert (sites.added, done.added, done.renamed, done.unchanged) == (39, 0, 1, 1)


def test_an_import_stays_within_the_site_of_whoever_imports(database, sites):
    with pytest.raises(SiteUnknown), database.write() as connection:
        service.import_sites(connection, HENAN, [Site("65.6540.654002", "Yining", "伊宁市")], now=NOW)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("path,name\n65,Xinjiang\n", "line 1: other columns"),
        ("path,title_en,title_zh\n65,Xinjiang,新疆\n65,Xinjiang,新疆\n", "line 3: 65 stands twice"),
        ("path,title_en,title_zh\n65/01,X,X\n", "line 2: Site: found '65/01'"),
        ("path,title_en,title_zh\n65,,X\n", "line 2: a title is empty"),
        ("path,title_en,title_zh\n65,X\n", "line 2: not three values"),
        ("path,title_en,title_zh\n65,X,X,X\n", "line 2: not three values"),
        ('path,title_en,title_zh\n65,"X,X\n', "no CSV"),
    ],
)
def test_a_file_of_sites_at_fault_is_told_by_its_line(tmp_path, text, problem):
    path = tmp_path / "sites.csv"
    path.write_text(text, "utf-8")

    with pytest.raises(SiteListWrong) as refused:
        list_file.read(path)

    assert problem in str(refused.value)


def test_the_example_names_all_sites_of_the_sample_operator():
    named = {line.partition(",")[0] for line in list_file.example().splitlines()}

    assert set(SITES) <= named


def test_the_command_imports_the_whole_file(database_url, tmp_path, monkeypatch, capsys):
    path = tmp_path / "sites.csv"
    path.write_text(list_file.example(), "utf-8")
    monkeypatch.setenv("TIERLINE_DATABASE_URL", database_url)

    import_file(path)

    assert "39 sites added, 0 renamed, 0 as they were" in capsys.readouterr().out


@pytest.mark.clause("CHN-11")
def test_what_lies_right_below_a_site_is_told_within_ones_own(database):
    with database.write() as connection:
        for path in ("65", "65.6501", "65.6501.650102", "65.65011", "65.6502", "650"):
            service.add(connection, HEAD_OFFICE, Site(path, f"Site {path}", path), now=NOW)

        def below(who, path):
            return [site.path for site in service.children(connection, who, path)]

        assert below(HEAD_OFFICE, "") == ["65", "650"]
        assert below(HEAD_OFFICE, "65") == ["65.6501", "65.65011", "65.6502"]
        assert below(actor("supervisor"), "65.6501") == ["65.6501.650102"]
        assert below(actor("supervisor"), "65.6501.650102") == []
        with pytest.raises(SiteUnknown):
            below(actor("supervisor"), "65.6502")
        titles = service.titles(connection, {"65", "99"})
    assert (titles["65"].en, titles["99"].en) == ("Site 65", "99")
