"""The ground that every room stands on: clauses, pins, tracked files, the wheel, a quick start."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.clauses import LIST

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "tierline"
ASSETS = PACKAGE / "console" / "assets"
"""Sources of what the pages load; the wheel has what is built from them."""

BUILT_FILES = ("htmx.js", "console.js", "console.css", "charts.js", "LICENSES.txt")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
CLAUSES = yaml.safe_load(LIST.read_text("utf-8"))
CHINESE = re.compile(r"[\u4e00-\u9fff]")


# ---------------------------------------------------------------- the clause list


def test_each_family_of_clauses_is_numbered_without_a_gap():
    families: dict[str, list[int]] = {}
    for clause in CLAUSES:
        family, number = re.fullmatch(r"([A-Z]{3})-(\d{2})", clause).groups()
        families.setdefault(family, []).append(int(number))

    assert set(families) == {"GRD", "ENT", "LOY", "CHN", "CMP", "QUA", "INF", "GOV", "PUB"}
    for family, numbers in families.items():
        assert numbers == list(range(1, len(numbers) + 1)), family


@pytest.mark.parametrize("clause", CLAUSES)
def test_a_clause_reads_in_both_languages(clause):
    entry = CLAUSES[clause]

    assert set(entry) == {"title", "says", "source"}
    for part in (entry["title"], entry["says"]):
        assert set(part) == {"en", "zh"}
        assert part["en"]
        assert not CHINESE.search(part["en"])
        assert CHINESE.search(part["zh"])
    english, chinese = entry["source"].split(" · ")
    assert not CHINESE.search(english)
    assert CHINESE.search(chinese)


@pytest.mark.parametrize("clause", CLAUSES)
def test_a_clause_has_a_title_that_fits_a_table(clause):
    title = CLAUSES[clause]["title"]

    assert 3 <= len(title["en"].split()) <= 8
    assert len(title["zh"]) <= 16


# ---------------------------------------------------------------- `make clauses`


def clauses_of(tests: str, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """What `pytest --clauses` says of a folder that holds only these tests."""
    (folder / "conftest.py").write_text('pytest_plugins = ["tools.clauses"]\n', "utf-8")
    (folder / "pytest.ini").write_text(f"[pytest]\nmarkers = clause\npythonpath = {ROOT}\n", "utf-8")
    (folder / "test_it.py").write_text(f"import pytest\n\n{tests}", "utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--clauses", *options]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)


def test_a_test_that_carries_an_unknown_clause_is_refused(tmp_path):
    answer = clauses_of('@pytest.mark.clause("GRD-99")\ndef test_a(): pass\n', tmp_path)

    assert answer.returncode == pytest.ExitCode.USAGE_ERROR
    assert "test_it.py::test_a: 'GRD-99'" in answer.stdout + answer.stderr


def test_a_clause_is_shown_with_its_tests_and_none_is_run(tmp_path):
    answer = clauses_of(
        '@pytest.mark.clause("GRD-04", "GRD-05")\n'
        '@pytest.mark.parametrize("n", [1, 2])\n'
        "def test_a(n): raise AssertionError\n",
        tmp_path,
    )

    assert answer.returncode == pytest.ExitCode.OK
    assert re.search(r"^GRD-04  .+\n +test_it.py::test_a$", answer.stdout, re.MULTILINE)
    assert f"2 of {len(CLAUSES)} clauses are proven, by 1 tests." in answer.stdout


@pytest.mark.parametrize(
    ("exempt", "expected"),
    [("GRD-*", pytest.ExitCode.OK), ("GRD-23", pytest.ExitCode.TESTS_FAILED)],
)
def test_a_required_clause_without_a_test_fails_the_check(tmp_path, exempt, expected):
    answer = clauses_of("def test_a(): pass\n", tmp_path, "--require", "GRD-*", "--except", exempt)

    assert answer.returncode == expected


def test_a_test_that_may_be_skipped_proves_nothing(tmp_path):
    answer = clauses_of(
        '@pytest.mark.clause("GOV-01")\n@pytest.mark.skipif(False, reason="x")\ndef test_a(): pass\n',
        tmp_path,
        "--require",
        "GOV-01",
    )

    assert answer.returncode == pytest.ExitCode.TESTS_FAILED
    assert "test_it.py::test_a (may not run: no proof)" in answer.stdout


# ---------------------------------------------------------------- the tests themselves


@pytest.mark.slow
def test_the_tests_have_the_same_names_whenever_and_wherever_they_are_collected():
    # Two workers that collect different names run nothing; a time stamp or a set's order in a name is enough.
    def names(seed: str, zone: str) -> list[str]:
        command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", "-m", ""]
        environ = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
        said = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=True)
        return [line for line in said.stdout.splitlines() if "::" in line]

    once = names("1", "UTC")

    assert len(once) > 8000
    assert names("2", "Asia/Shanghai") == once


# ---------------------------------------------------------------- tracked files


KNOWN_HOSTS = {
    "www.apache.org",  # the licence names itself
    "json-schema.org",  # the dialect of the published schema
    "www.omg.org",  # the name space of DMN
    "camunda.org",  # the name space of a modeller's own elements in DMN
    "www.w3.org",  # the name space of SVG
    "127.0.0.1",  # the machine itself
    "169.254.169.254",  # where a cloud keeps secrets: webhooks must not go there
    "testserver",  # what the test client calls itself
    "",  # a scheme alone
}
"""Hosts that a tracked file may name. Every other one is refused, a package registry above all."""

RESERVED = re.compile(r"(?:[\w-]+\.)*(?:example|example\.(?:com|org)|localhost)")
"""Names that are nobody's. RFC 2606 and RFC 6761."""

ODD_ADDRESSES = "tests/messages/test_addresses.py"
"""Holds addresses of many forms that a webhook must not have."""

ADDRESS = re.compile(r"\b(?:https?|ftp|file)://([\w.-]*)")
MACHINE_PATH = re.compile(r"(?<![\w./~-])/(?:home|root|Users|work|opt|mnt)/\w|\b[A-Z]:\\\w")
REGISTRY_OPTION = re.compile(
    r"--?(?:extra-)?(?:index|default-index|find-links|trusted-host)[-= ]|index[-_]url"
)


@pytest.fixture(scope="module")
def tracked_text() -> dict[str, str]:
    """Every text file that git tracks, or would with the next `git add`, by its path."""
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("only a git checkout knows which files are tracked")
    command = [
        "git",
        "-c",
        "safe.directory=*",
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True).stdout
    found: dict[str, str] = {}
    for name in filter(None, listed.split("\0")):
        content = (ROOT / name).read_bytes() if (ROOT / name).is_file() else b"\0"
        if b"\0" not in content:
            found[name] = content.decode("utf-8", errors="replace")
    assert "pyproject.toml" in found
    return found


def matches(tracked: dict[str, str], pattern: re.Pattern[str]) -> list[str]:
    """`file:line: what was found`, for each match but those of this file's own patterns."""
    return [
        f"{name}:{number}: {found.group()}"
        for name, text in tracked.items()
        if name != "tests/test_ground.py"
        for number, line in enumerate(text.splitlines(), start=1)
        for found in pattern.finditer(line)
    ]


def test_tracked_files_name_only_known_hosts(tracked_text):
    found = [line for line in matches(tracked_text, ADDRESS) if not line.startswith(ODD_ADDRESSES)]

    hosts = {line: line.rpartition("//")[2] for line in found}
    unknown = [line for line, host in hosts.items() if host not in KNOWN_HOSTS]
    assert [line for line in unknown if not RESERVED.fullmatch(hosts[line])] == []


def test_tracked_files_hold_no_path_of_a_machine(tracked_text):
    assert matches(tracked_text, MACHINE_PATH) == []


def test_tracked_files_choose_no_registry(tracked_text):
    assert matches(tracked_text, REGISTRY_OPTION) == []


# ---------------------------------------------------------------- pins


def pins() -> dict[str, list[Requirement]]:
    """Lines of constraints.txt by package; a package may have one for each range of Python."""
    found: dict[str, list[Requirement]] = {}
    for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines():
        pin = Requirement(line)
        found.setdefault(canonicalize_name(pin.name), []).append(pin)
    return found


def declared() -> list[Requirement]:
    """What pyproject.toml asks for, to run and to develop."""
    asked = PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]
    return [Requirement(text) for text in asked]


def needed_here() -> set[str]:
    """Every package that the declared ones bring along on this machine."""
    reached: set[tuple[str, str]] = set()
    waiting = [(each, extra) for each in declared() for extra in ("", *each.extras)]
    while waiting:
        requirement, extra = waiting.pop()
        name = canonicalize_name(requirement.name)
        if (name, extra) in reached:
            continue
        reached.add((name, extra))
        for each in map(Requirement, metadata.requires(name) or []):
            if each.marker is None or each.marker.evaluate({"extra": extra}):
                waiting += [(each, own) for own in ("", *each.extras)]
    return {name for name, _ in reached}


def test_a_pin_is_a_name_and_one_version():
    for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines():
        assert re.fullmatch(r"[a-z0-9-]+==[\w.]+( ; [\w .<>!='()]+)?", line)


def test_every_package_that_is_needed_is_pinned():
    assert needed_here() - set(pins()) == set()


@pytest.mark.parametrize("requirement", declared(), ids=str)
def test_a_pin_satisfies_what_the_project_asks_for(requirement):
    for pin in pins()[canonicalize_name(requirement.name)]:
        (version,) = pin.specifier
        assert requirement.specifier.contains(version.version)


# ---------------------------------------------------------------- what is installed


def test_help_imports_no_engine():
    program = (
        "import sys; from tierline.cli.main import main; sys.argv = ['tierline', '--help']\n"
        "try: main()\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "print('loaded:', sorted({'ibis', 'duckdb', 'pyarrow', 'numpy', 'pandas'} & set(sys.modules)))\n"
    )
    command = [sys.executable, "-c", program]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    assert answer.returncode == 0, answer.stderr
    assert "grade" in answer.stdout
    assert answer.stdout.endswith("loaded: []\n")


def test_the_wheel_holds_every_file_of_the_package(tmp_path):
    expected = {
        path.relative_to(PACKAGE.parent).as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and ASSETS not in path.parents
    }

    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, capture_output=True, timeout=120, check=True)

    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    assert expected - names == set()
    assert {"tierline/py.typed", "tierline/policy/clauses.yaml"} <= names
    assert any(re.fullmatch(r"tierline/policy/packs/[\w-]+\.yaml", name) for name in names)
    assert any(name.endswith("/licenses/LICENSE") for name in names)
    assert {f"tierline/console/static/built/{name}" for name in BUILT_FILES} <= names
    assert not any(name.startswith("tierline/console/assets/") for name in names)


# ---------------------------------------------------------------- how the project is changed


def test_make_help_explains_every_task():
    lines = (ROOT / "Makefile").read_text("utf-8").splitlines()
    (phony,) = [line.partition(":")[2].split() for line in lines if line.startswith(".PHONY:")]

    explained = [line.partition(":")[0] for line in lines if re.match(r"[a-z-]+:.* ## .+ · .+", line)]

    assert sorted(explained) == sorted(phony)


def test_a_changelog_fragment_is_named_after_its_kind():
    for fragment in (ROOT / "changelog.d").glob("[!.]*"):
        assert re.fullmatch(r"[a-z0-9-]+\.(policy|added|changed|fixed|removed)\.md", fragment.name)
        assert fragment.read_text("utf-8").strip()


def test_a_decision_record_has_its_four_parts():
    records = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [record.name[:4] for record in records]

    assert "0001" in numbers
    assert len(numbers) == len(set(numbers))
    for record in records:
        assert re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", record.name)
        headings = re.findall(r"^## (.+)$", record.read_text("utf-8"), re.MULTILINE)
        assert headings == ["Context", "Decision", "What we gave up", "Status"], record.name
