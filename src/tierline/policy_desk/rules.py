"""What may be done with a draft in which state, and where it stands by the policy log. Clause: GOV-04."""

from __future__ import annotations

from collections.abc import Sequence

from tierline.policy.publication.log import PolicyLog
from tierline.policy.publication.model import Act
from tierline.policy_desk.model import DraftState, Step
from tierline.wording import Text

POSSIBLE: dict[DraftState, tuple[Step, ...]] = {
    DraftState.OPEN: (Step.EDIT, Step.TAKE_BOUNDS, Step.SUBMIT, Step.DROP),
    DraftState.SUBMITTED: (Step.APPROVE, Step.REJECT),
    DraftState.APPROVED: (Step.PUBLISH, Step.REJECT),
    DraftState.REJECTED: (Step.EDIT, Step.TAKE_BOUNDS, Step.SUBMIT, Step.DROP),
    DraftState.PUBLISHED: (),
    DraftState.DROPPED: (),
}

STATES = {
    DraftState.OPEN: Text("open", "编辑中"),
    DraftState.SUBMITTED: Text("submitted", "待审批"),
    DraftState.APPROVED: Text("approved", "已批准"),
    DraftState.REJECTED: Text("rejected", "已驳回"),
    DraftState.PUBLISHED: Text("published", "已发布"),
    DraftState.DROPPED: Text("dropped", "已放弃"),
}

STEPS = {
    Step.BEGIN: Text("begun", "新建"),
    Step.EDIT: Text("edited", "编辑"),
    Step.TAKE_BOUNDS: Text("given other bounds", "采用界值"),
    Step.SUBMIT: Text("submitted", "提交"),
    Step.APPROVE: Text("approved", "批准"),
    Step.REJECT: Text("rejected", "驳回"),
    Step.PUBLISH: Text("published", "发布"),
    Step.DROP: Text("dropped", "放弃"),
}

BY_ACT = {
    Act.SUBMITTED: DraftState.SUBMITTED,
    Act.APPROVED: DraftState.APPROVED,
    Act.REJECTED: DraftState.REJECTED,
    Act.PUBLISHED: DraftState.PUBLISHED,
}


def said(steps: Sequence[Step]) -> Text:
    """Steps in a row, in both languages."""
    if not steps:
        return Text("nothing", "无")
    return Text(", ".join(STEPS[each].en for each in steps), "、".join(STEPS[each].zh for each in steps))


def state_by_log(scheme: str, digest: str, held: DraftState, log: PolicyLog | None) -> DraftState:
    """The state of a draft by what the log says of its text; `held` where the log says nothing of it.

    So the draft follows what was done on the command line. A submission that another one has replaced is
    open again. A log that does not verify says nothing.
    """
    if held is DraftState.DROPPED or not digest or log is None or log.flaws:
        return held
    about = [entry for entry in log.entries if any(pack.digest == digest for pack in entry.deed.packs)]
    told = [BY_ACT[entry.deed.act] for entry in about if entry.deed.act in BY_ACT]
    found = told[-1] if told else held
    if found in (DraftState.SUBMITTED, DraftState.APPROVED):
        waiting = log.standing(scheme).submission
        if waiting is None or waiting.deed.packs[0].digest != digest:
            return DraftState.OPEN
    return found
