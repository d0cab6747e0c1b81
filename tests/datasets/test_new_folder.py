"""A new folder is made whole or not at all, and takes the place of nothing but an empty folder."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tierline.datasets.errors import FolderInUse, FolderNotWritten
from tierline.datasets.new_folder import whole_or_nothing
from tierline.wording import Language


def test_the_folder_is_there_only_once_it_is_whole(tmp_path: Path) -> None:
    with whole_or_nothing(tmp_path / "above" / "new") as draft:
        (draft / "inner").mkdir()
        (draft / "inner" / "file").write_text("all of it")
        assert not (tmp_path / "above" / "new").exists()

    assert (tmp_path / "above" / "new" / "inner" / "file").read_text() == "all of it"
    assert [path.name for path in (tmp_path / "above").iterdir()] == ["new"]


def test_a_folder_that_was_filled_meanwhile_is_left_as_it_is(tmp_path: Path) -> None:
    def fill_both() -> None:
        with whole_or_nothing(tmp_path / "new") as draft:
            (draft / "ours").touch()
            (tmp_path / "new").mkdir()
            (tmp_path / "new" / "theirs").touch()

    with pytest.raises(FolderInUse):
        fill_both()

    assert [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*")] == ["new", "new/theirs"]


@pytest.mark.parametrize("name", ["file", "link", "dangling", "."])
def test_what_is_no_empty_folder_is_refused_before_any_work(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to("empty")
    (tmp_path / "dangling").symlink_to("nowhere")
    monkeypatch.chdir(tmp_path / "empty")
    folder = Path(name) if name == "." else tmp_path / name
    begun = []

    with pytest.raises(FolderInUse), whole_or_nothing(folder) as draft:
        begun.append(draft)

    assert begun == []


@pytest.mark.parametrize("language", list(Language))
def test_a_refusal_of_the_system_names_the_folder_and_the_reason(language: Language, tmp_path: Path) -> None:
    with pytest.raises(FolderNotWritten) as refusal, whole_or_nothing(tmp_path / "new"):
        raise OSError(28, "No space left on device")

    said = refusal.value.message(language)
    assert re.search(re.escape(str(tmp_path / "new")) + r".*No space left on device", said)
    assert list(tmp_path.iterdir()) == []
