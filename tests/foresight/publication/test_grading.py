"""Grading by a published folder: the new version on its day, and no version that was changed since."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from tests.grading import small_base
from tests.policy.harbour import NOTE
from tests.policy.publication.folder import NOW, Folder, side
from tierline.foresight.publication.service import decide, publish, submit
from tierline.grading.explain.asked import from_options
from tierline.grading.run import run
from tierline.grading.verify import verified
from tierline.policy.load import bundled_folder
from tierline.policy.publication.errors import NotAsPublished
from tierline.policy.publication.keys import make_key
from tierline.policy.publication.model import Act

OCTOBER = NOW.replace(month=10, day=20)

DEARER = f"""
- from: 2026-11-01
  tier:
  - score: {{at_least: {{400: five_star, 300: four_star, 200: three_star, 100: two_star, 0: one_star}}}}
    basis: example
    {NOTE}
"""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("base")


@pytest.fixture(scope="module")
def paths(base: Path) -> dict[str, list[str]]:
    return small_base.write(base / "in")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """The bundled star scheme with dearer tiers from November on, published in October."""
    path = tmp_path / "policies"
    path.mkdir()
    pack = Path(shutil.copy(bundled_folder() / "unicom-star.yaml", path))
    folder = Folder(path, make_key(tmp_path / "key.pem"))
    draft = folder.draft(f"{pack.read_text('utf-8')}{DEARER}")
    simulated = folder.simulate(draft, against=pack, draft=side(draft, "2026-11-01"))
    submit(folder.step("li", OCTOBER), draft, simulated)
    decide(folder.step("wang", OCTOBER), Act.APPROVED, "unicom-star")
    publish(folder.step("li", OCTOBER), "unicom-star")
    return folder


@pytest.mark.clause("GOV-04", "GRD-24")
def test_a_month_is_graded_by_what_was_published_and_no_longer_once_a_value_is_changed(
    folder, paths, tmp_path, monkeypatch
):
    small_base.compiled_once(monkeypatch)
    pack = folder.path / "unicom-star.yaml"
    out = tmp_path / "out"
    (summary,) = run(small_base.request(paths, out, policies=folder.path))
    assert summary.data["policy"]["version"] == "2026-11-01"

    pack.write_text(f"# read by the board\n{pack.read_text('utf-8')}", "utf-8")
    (summary,) = run(small_base.request(paths, out, policies=folder.path))
    assert summary.data["policy"]["version"] == "2026-11-01"

    before = small_base.content(out)
    pack.write_text(pack.read_text("utf-8").replace("400: five_star", "390: five_star"), "utf-8")
    error, said = small_base.refused(small_base.request(paths, out, policies=folder.path))
    assert isinstance(error, NotAsPublished)
    assert "unicom-star.yaml, version from 2026-11-01" in said
    assert small_base.content(out) == before
    # The run that was made keeps the pack that it was made with.
    assert verified(out).is_equal


@pytest.mark.clause("GOV-04")
def test_a_line_is_not_explained_by_a_version_that_was_changed(folder, paths):
    given = {name: paths[name] for name in ("subscribers", "bills")}
    asked = from_options("unicom-star", "2026-11", None, given, folder.path)
    assert asked.version.starts_on == date(2026, 11, 1)

    pack = folder.path / "unicom-star.yaml"
    pack.write_text(pack.read_text("utf-8").replace("400: five_star", "390: five_star"), "utf-8")

    with pytest.raises(NotAsPublished):
        from_options("unicom-star", "2026-11", None, given, folder.path)
