"""One value of a version, said: of what, what holds, in which cases, by which clause and on which basis."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tierline.policy.model import Citation
from tierline.policy.phrases import NOTHING
from tierline.wording import Text


class Part(StrEnum):
    """The parts of a version, in the order in which they are read."""

    IN_FORCE = "in_force"
    MEASUREMENTS = "measurements"
    CRITERIA = "criteria"
    ELIGIBLE = "eligible"
    MEASURES = "measures"
    SCORE = "score"
    TIER = "tier"
    ON_JOINING = "on_joining"
    SPECIAL_GRADES = "special_grades"
    MEMBERSHIP = "membership"
    DUTIES = "duties"
    THRESHOLDS = "thresholds"


PARTS = {
    Part.IN_FORCE: Text("In force", "生效"),
    Part.MEASUREMENTS: Text("What is measured", "测量指标"),
    Part.CRITERIA: Text("Criteria", "评定标准"),
    Part.ELIGIBLE: Text("Who is rated", "参评条件"),
    Part.MEASURES: Text("Figures", "度量"),
    Part.SCORE: Text("Score", "得分"),
    Part.TIER: Text("Tiers", "等级"),
    Part.ON_JOINING: Text("Tiers on joining", "入网即享等级"),
    Part.SPECIAL_GRADES: Text("Special grades", "特殊等级"),
    Part.MEMBERSHIP: Text("Terms", "有效期"),
    Part.DUTIES: Text("Duties", "应办事项"),
    Part.THRESHOLDS: Text("Thresholds", "阈值"),
}


@dataclass(frozen=True)
class Statement:
    """One value: of what (`subject`), what holds (`says`), in which cases only (`where`; empty for all).

    `name` is the same in two versions that say something of the same subject in the same cases.
    """

    part: Part
    name: str
    subject: Text
    says: Text
    clause: str
    basis: str
    where: Text = NOTHING


def cited(
    part: Part, name: str, subject: Text, says: Text, citation: Citation, where: Text = NOTHING
) -> Statement:
    """The statement with the clause and the basis of a citation."""
    return Statement(part, name, subject, says, citation.clause, citation.basis.value, where)
