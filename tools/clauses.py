"""`make clauses`: every clause with the tests that carry its id, as pytest collects them; no test is run."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
import yaml

LIST = Path(__file__).parents[1] / "src" / "tierline" / "policy" / "clauses.yaml"

MAY_NOT_RUN = ("skip", "skipif", "xfail")
"""Markers of a test that need not pass; such a test is named, but proves nothing by itself."""


@dataclass(frozen=True)
class Report:
    """What the tests prove. `titles` are of all clauses; `proven` and `unsure` hold the tests of each id."""

    titles: dict[str, str]
    proven: dict[str, list[str]]
    unsure: dict[str, list[str]]

    def missing(self, required: str, exempt: str) -> list[str]:
        """Clauses that match a pattern in `required` and none in `exempt`, and that no test proves."""
        return [
            clause
            for clause in self.titles
            if _matches(clause, required) and not _matches(clause, exempt) and clause not in self.proven
        ]

    def lines(self) -> list[str]:
        """The report as it is printed: a clause, below it its tests, and the count at the end."""
        written: list[str] = []
        for clause, title in self.titles.items():
            unsure = [f"{test} (may not run: no proof)" for test in self.unsure.get(clause, [])]
            tests = [*self.proven.get(clause, []), *unsure]
            written.append(f"{clause}  {title}")
            written += [f"          {test}" for test in tests or ["no test"]]
        different = {test for tests in self.proven.values() for test in tests}
        count = f"{len(self.proven)} of {len(self.titles)} clauses are proven, by {len(different)} tests."
        return [*written, "", count]


def _matches(clause: str, patterns: str) -> bool:
    return any(fnmatchcase(clause, pattern) for pattern in patterns.replace(",", " ").split())


def report(items: list[pytest.Item], listed: Path = LIST) -> Report:
    """What `items` prove. Raises pytest.UsageError where one carries an id that the list does not have.

    A test with many parameters counts once; it is unsure only if none of its cases is bound to run.
    """
    entries = yaml.safe_load(listed.read_text("utf-8"))
    titles = {clause: entry["title"]["en"] for clause, entry in entries.items()}
    carried: dict[str, dict[str, bool]] = {}
    unknown: dict[str, None] = {}
    for item in items:
        test = item.nodeid.partition("[")[0]
        bound_to_run = not any(item.get_closest_marker(name) for name in MAY_NOT_RUN)
        for marker in item.iter_markers("clause"):
            if not marker.args:
                unknown[f"{test}: its clause marker names no clause"] = None
            for clause in marker.args:
                if clause not in titles:
                    unknown[f"{test}: {clause!r}"] = None
                    continue
                tests = carried.setdefault(clause, {})
                tests[test] = tests.get(test, False) or bound_to_run
    if unknown:
        found = "\n  ".join(unknown)
        raise pytest.UsageError(
            f"These tests carry clauses that {listed.name} does not have:\n  {found}\n"
            "Correct the id in the test, or add the clause to the list."
        )
    proven = {clause: [test for test, sure in tests.items() if sure] for clause, tests in carried.items()}
    unsure = {clause: [test for test, sure in tests.items() if not sure] for clause, tests in carried.items()}
    return Report(titles, {clause: tests for clause, tests in proven.items() if tests}, unsure)


# ---------------------------------------------------------------- what pytest calls

REPORT = pytest.StashKey[Report]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("clauses", "the clauses that tests prove")
    group.addoption("--clauses", action="store_true", help="print each clause with its tests, and run none")
    group.addoption("--require", default="", metavar="IDS", help="fail where one of these has no proof")
    group.addoption("--except", default="", dest="exempt", metavar="IDS", help="but for these")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    # First, because a test that `-m` deselects proves its clause all the same.
    found = report(items)
    if config.getoption("--clauses"):
        config.stash[REPORT] = found
        items.clear()


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    found = session.config.stash.get(REPORT, None)
    if found is not None and exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
        missing = found.missing(session.config.getoption("--require"), session.config.getoption("exempt"))
        session.exitstatus = pytest.ExitCode.TESTS_FAILED if missing else pytest.ExitCode.OK


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    found = config.stash.get(REPORT, None)
    if found is None:
        return
    for line in found.lines():
        terminalreporter.write_line(line)
    missing = found.missing(config.getoption("--require"), config.getoption("exempt"))
    if missing:
        terminalreporter.write_line(f"Required and not proven: {', '.join(missing)}", red=True)
