"""The findings for machines: stable codes, exact numbers as text, tests in S-FEEL, both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tierline.linting.model import Choice, CountedOn, Linted, PackValue, Told
from tierline.linting.words import TOUCHES, Wording, chosen_said
from tierline.policy.checking import Checked
from tierline.policy.json_forms import checked_json, text_json
from tierline.tables.decide import Value
from tierline.tables.notation import outcome_text, scalar_text, text_of
from tierline.wording import Language

Json = dict[str, Any]


def policy_check_json(checked: Sequence[Checked], linted: Sequence[Linted], base: CountedOn | None) -> Json:
    """Every pack with its mistakes, or with what was found in it."""
    found = checked_json(checked)
    by_file = {each.file: each for each in linted}
    for file in found["files"]:
        file |= linted_json(by_file[file["file"]]) if file["file"] in by_file else NOTHING
    return {**found, "base": base_json(base)}


NOTHING: Json = {"eligible": None, "findings": [], "unchecked": [], "choices": []}


def table_check_json(linted: Linted, base: CountedOn | None) -> Json:
    """What was found in one file."""
    scheme = linted.pack.scheme if linted.pack else None
    return {"file": linted.file, "scheme": scheme, **linted_json(linted), "base": base_json(base)}


def base_json(base: CountedOn | None) -> Json | None:
    """On what lines were counted."""
    if base is None:
        return None
    return {
        "folder": base.folder,
        "month": f"{base.month:%Y-%m}",
        "rated_on": base.rated_on.isoformat(),
        "lines": base.lines,
    }


def linted_json(linted: Linted) -> Json:
    """The findings and the choices of a file."""
    wording = Wording(linted.pack)
    return {
        "eligible": linted.eligible,
        "findings": [_told(told, wording) for told in linted.told],
        "unchecked": [
            {"name": name, "reason": {each.value: reason.message(each) for each in Language}}
            for name, reason in linted.unchecked
        ],
        "choices": [_choice(choice) for choice in linted.choices],
    }


def _told(told: Told, wording: Wording) -> Json:
    finding = told.finding
    return {
        "code": told.code.value,
        "severity": told.severity.value,
        "versions": [day.isoformat() for day in told.versions],
        "part": told.part.value if told.part else None,
        "table": told.table.name,
        "line": told.line,
        "rules": [_rule(told, number) for number in finding.rules],
        "decided_by": [_rule(told, number) for number in finding.beside],
        "columns": list(finding.columns),
        "tier": told.tier or None,
        "sought": finding.sought.value if finding.sought else None,
        "where": [{name: text_of(test) for name, test in box.items()} for box in finding.where],
        "example": _case(finding.example),
        "lines": told.lines,
        "says": text_json(wording.sentence(told)),
    }


def _rule(told: Told, number: int) -> Json:
    rule = told.table.rules[number - 1]
    return {
        "number": number,
        "line": rule.origin.line if rule.origin else None,
        "tests": {name: text_of(test) for name, test in rule.tests.items()},
        "outputs": [outcome_text(output) for output in rule.outputs],
        "clause": rule.clause,
        "basis": rule.basis,
    }


def _case(case: Mapping[str, Value] | None) -> Json | None:
    if case is None:
        return None
    return {name: scalar_text(value) for name, value in case.items()}  # type: ignore[arg-type]


def _choice(choice: Choice) -> Json:
    entry = choice.entry
    return {
        "where": entry.where,
        "line": entry.line,
        "value": entry.value,
        "chosen": text_json(chosen_said(entry)),
        "clause": entry.citation.clause,
        "basis": entry.citation.basis.value,
        "version": choice.version.starts_on.isoformat() if choice.version else None,
        "touches": choice.touch.value,
        "touches_says": text_json(TOUCHES[choice.touch]),
        "lines": choice.lines,
        "values": [_value(value) for value in choice.told_apart],
    }


def _value(value: PackValue) -> Json:
    """A row with its tests, or a condition with its attribute."""
    rule = value.table.rules[value.number] if value.table else None
    return {
        "line": value.origin.line,
        "tests": {name: text_of(test) for name, test in rule.tests.items()} if rule else None,
        "outputs": [outcome_text(output) for output in rule.outputs] if rule else None,
        "attribute": value.attribute or None,
        "lines": value.lines,
    }
