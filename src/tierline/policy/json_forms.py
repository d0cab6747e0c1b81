"""The same answers for machines: both languages, exact numbers as text, stable names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tierline.policy.checking import Checked, examples_in
from tierline.policy.differences import Compared
from tierline.policy.model import Pack, Tier, Version
from tierline.policy.statement import Statement
from tierline.policy.statements import statements
from tierline.policy.unfolding import decision_tables
from tierline.tables.model import DecisionTable
from tierline.tables.notation import outcome_text, text_of
from tierline.wording import Language, Text

Json = dict[str, Any]


def text_json(text: Text) -> Json:
    """Both languages."""
    return {language.value: text.read(language) for language in Language}


def tier_json(tier: Tier) -> Json:
    """A tier and its names."""
    return {"name": tier.name, "title": text_json(tier.title)}


def pack_json(pack: Pack) -> Json:
    """A scheme as `policy list` tells it."""
    return {
        "scheme": pack.scheme,
        "title": text_json(pack.title),
        "rates": pack.rates.value,
        "versions": [version.starts_on.isoformat() for version in pack.versions],
        "tiers": [tier_json(tier) for tier in pack.tiers],
        "not_source": examples_in(pack),
        "digest": pack.digest,
        "file": pack.path,
    }


def version_json(pack: Pack, version: Version, *, tables: bool) -> Json:
    """A version as `policy show` tells it; with `tables`, the decision tables too."""
    found = {
        **pack_json(pack),
        "from": version.starts_on.isoformat(),
        "statements": [statement_json(statement) for statement in statements(version)],
    }
    if tables:
        found["tables"] = [table_json(table) for table in decision_tables(version)]
    return found


def statement_json(statement: Statement) -> Json:
    """One value with its clause and basis; `where` is null where it holds in all cases."""
    return {
        "part": statement.part.value,
        "name": statement.name,
        "subject": text_json(statement.subject),
        "says": text_json(statement.says),
        "where": text_json(statement.where) if statement.where.en else None,
        "clause": statement.clause,
        "basis": statement.basis,
    }


def table_json(table: DecisionTable) -> Json:
    """A decision table, its cells in S-FEEL."""
    rules = [
        {
            "tests": {name: text_of(test) for name, test in rule.tests.items()},
            "outcome": outcome_text(rule.outputs[0]),
            "clause": rule.clause,
            "basis": rule.basis,
        }
        for rule in table.rules
    ]
    return {
        "name": table.name,
        "inputs": list(table.inputs),
        "output": table.outputs[0],
        "hit_policy": table.hit_policy.value,
        "aggregation": table.aggregation.value if table.aggregation else None,
        "rules": rules,
    }


def compared_json(found: Iterable[Compared]) -> list[Json]:
    """What changed, by the day on which it is in force."""
    return [
        {
            "day": compared.day.isoformat(),
            "differences": [
                {
                    "part": each.statement.part.value,
                    "name": each.statement.name,
                    "before": statement_json(each.before) if each.before else None,
                    "after": statement_json(each.after) if each.after else None,
                }
                for each in compared.differences
            ],
        }
        for compared in found
    ]


def checked_json(found: Iterable[Checked]) -> Json:
    """Every file, and what is wrong with it."""
    files = [
        {
            "file": each.file,
            "scheme": each.pack.scheme if each.pack else None,
            "digest": each.pack.digest if each.pack else None,
            "mistakes": [
                {
                    "line": mistake.facts.get("line"),
                    "message": {language.value: mistake.message(language) for language in Language},
                }
                for mistake in each.mistakes
            ],
        }
        for each in found
    ]
    return {"sound": all(not each["mistakes"] for each in files), "files": files}
