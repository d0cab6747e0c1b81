"""The command line: what was handed in gives exit code 2, what surrounds it 1, and neither a traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.grading.small_base import content, write
from tierline.cli.main import ORDER, application, main


def tierline(
    arguments: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    language: str = "en",
) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a call; an unforeseen exception passes through."""
    monkeypatch.setenv("TIERLINE_LANG", language)
    monkeypatch.setattr(sys, "argv", ["tierline", *arguments])
    try:
        main()
    except SystemExit as end:
        code = int(end.code or 0)
    else:
        code = 0
    told = capsys.readouterr()
    assert "Traceback" not in told.out + told.err
    return code, told.out, told.err


def arguments(folder: Path, **changes: str) -> list[str]:
    """A good call of `tierline grade`, with options replaced."""
    paths = {name: path for name, (path,) in write(folder / "in").items()}
    options = {
        "scheme": "unicom-star",
        "month": "2026-11",
        "out": str(folder / "out"),
        "memory-limit": "512MB",
        "threads": "1",
        **{name.replace("_", "-"): path for name, path in paths.items()},
        **{name.replace("_", "-"): value for name, value in changes.items()},
    }
    return ["grade", *(part for name, value in options.items() for part in (f"--{name}", value))]


NONSENSE = [
    {"month": "2026-13"},
    {"month": "2026-00"},
    {"month": "November"},
    {"month": "0000-01"},
    {"month": "0001-01"},
    {"month": "0002-01"},
    {"month": "9999-12"},
    {"month": ""},
    {"rated_on": "2026-11-31"},
    {"rated_on": "2026-12-05"},
    {"rated_on": "5"},
    {"memory_limit": "lots"},
    {"memory_limit": "-1GB"},
    {"memory_limit": "0MB"},
    {"memory_limit": "1e9"},
    {"memory_limit": "512"},
    {"threads": "0"},
    {"threads": "-1"},
    {"threads": "many"},
    {"threads": "100000"},
    {"engine": "oracle"},
    {"scheme": "unicom-gold"},
    {"subscribers": "/nowhere/at/all.parquet"},
    {"policies": "/nowhere/at/all"},
    {"subscribers": ""},
]


@pytest.mark.parametrize("changes", NONSENSE)
def test_nonsense_in_an_option_is_refused_in_both_languages(
    changes: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for language in ("en", "zh"):
        code, out, told = tierline(arguments(tmp_path, **changes), monkeypatch, capsys, language)

        assert code == 2
        assert told.strip()
        assert not out
    assert not (tmp_path / "out" / "grades").exists()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "harbour.yaml"),
        ("scheme: [", "harbour.yaml"),
        ("scheme: harbour\n", "harbour.yaml"),
        ("\x00", "harbour.yaml"),
        ("- 1\n- 2\n", "harbour.yaml"),
    ],
)
def test_a_broken_pack_in_the_folder_of_policies_is_named(
    text: str, found: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    packs = tmp_path / "packs"
    packs.mkdir()
    (packs / "harbour.yaml").write_text(text)

    for language in ("en", "zh"):
        code, _, told = tierline(arguments(tmp_path, policies=str(packs)), monkeypatch, capsys, language)

        assert code == 2
        assert found in told


def test_a_good_call_ends_with_nothing_on_standard_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, told = tierline(arguments(tmp_path), monkeypatch, capsys)

    assert code == 0
    assert "40 lines, 40 eligible" in out
    assert not told


def test_an_output_that_is_a_file_is_a_fault_and_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").write_text("mine")

    code, _, told = tierline(arguments(tmp_path), monkeypatch, capsys)

    assert code == 1
    assert str(tmp_path / "out") in told
    assert (tmp_path / "out").read_text() == "mine"


def test_every_reading_of_broken_input_leaves_the_earlier_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    good = arguments(tmp_path)
    assert tierline(good, monkeypatch, capsys)[0] == 0
    before = content(tmp_path / "out")
    bills = tmp_path / "in" / "bills.parquet"
    bills.write_bytes(bills.read_bytes()[:-9])

    for more in ([], ["--no-checks"], ["--no-digests"], ["--json"]):
        code, _, told = tierline([*good, *more], monkeypatch, capsys)

        assert code == 2
        assert told.startswith("bills: ")
    assert content(tmp_path / "out") == before


def test_looking_at_a_stage_refuses_broken_input_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    good = [*arguments(tmp_path), "--stage", "lines"]
    (tmp_path / "in" / "subscribers.parquet").write_bytes(b"")

    code, _, told = tierline(good, monkeypatch, capsys)

    assert code == 2
    assert told.startswith("subscribers: ")


def test_the_installed_command_ends_with_the_code_of_its_error(tmp_path: Path) -> None:
    asked = [sys.executable, "-m", "tierline", *arguments(tmp_path, bills="nowhere.parquet")]

    ended = subprocess.run(asked, capture_output=True, text=True, timeout=120, check=False)

    assert ended.returncode == 2
    assert ended.stderr.startswith("bills: nothing can be read at nowhere.parquet")
    assert ended.stderr.count("\n") == 1


@pytest.mark.parametrize("language", ["en", "zh"])
def test_help_lists_every_command_in_its_order(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIERLINE_LANG", language)

    shown = CliRunner().invoke(application(), ["--help"]).stdout

    _, _, listed = shown.partition("Commands:\n")
    assert [line.split()[0] for line in listed.splitlines() if line.strip()] == list(ORDER)
