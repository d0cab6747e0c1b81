"""The explanation of a site as JSON, in the manner of that of a line."""

from __future__ import annotations

from tierline.grading.explain.as_json import recorded_json, rule_json
from tierline.grading.explain.json_parts import Json, cited, month, plain, text
from tierline.grading.explain.rule_trace import RuleRead
from tierline.grading.measured.explaining import SiteExplanation
from tierline.grading.months import first_day
from tierline.policy.vocabulary import SCORE
from tierline.tables.notation import text_of


def as_json(explanation: SiteExplanation) -> Json:
    """The whole explanation."""
    case, pack = explanation.case, explanation.pack
    score = None
    if case.version.score is not None:
        lines = [
            {
                "tests": {name: text_of(test) for name, test in rule.tests.items()},
                "gives": plain(points),
                "clause": rule.clause,
                "basis": rule.basis,
            }
            for rule, points in explanation.score_lines
        ]
        score = {"value": plain(case.values[SCORE]), "lines": lines}
    return {
        "site_id": case.site.site_id,
        "site": case.site.site,
        "scheme": pack.scheme,
        "title": text(pack.title),
        "month": month(case.rating.month),
        "measured_in": month(first_day(case.rating.number - 1)),
        "rated_on": plain(case.rating.rated_on),
        "policy": {"version": plain(case.version.starts_on), "digest": pack.digest},
        "row": {name: plain(value) for name, value in case.row().items()},
        "measurements": [
            {
                "name": one.name,
                "title": text(one.title),
                "value": plain(case.values[one.name]),
                **cited(one.citation),
            }
            for one in case.version.measurements
        ],
        "criteria": [
            {
                "name": one.criterion.name,
                "title": text(one.criterion.title),
                "tier": one.tier,
                "rules": [_rule(rule) for rule in one.rules],
            }
            for one in explanation.criteria
        ],
        "score": score,
        "rated_tier": case.tier,
        "rules": [_rule(rule) for rule in explanation.rules],
        "record": recorded_json(explanation.recorded, case.row()),
    }


def _rule(rule: RuleRead) -> Json:
    found = rule_json(rule)
    # Every rule is for every site.
    del found["for_such_a_line"]
    return {"tier": rule.outcome, **found}
