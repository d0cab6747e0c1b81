"""The words of the policy desk for states, steps and acts of the log."""

from __future__ import annotations

from tierline.policy_desk.model import DraftState, LogState, VersionState
from tierline.wording import Text

STATES = {
    DraftState.OPEN: ("", Text("being edited", "编辑中")),
    DraftState.SUBMITTED: ("warn", Text("waits for approval", "待审批")),
    DraftState.APPROVED: ("ok", Text("approved, not published yet", "已批准，待发布")),
    DraftState.REJECTED: ("warn", Text("rejected", "已驳回")),
    DraftState.PUBLISHED: ("ok", Text("published", "已发布")),
    DraftState.DROPPED: ("hold", Text("dropped", "已放弃")),
}
"""The sign and the word of a draft's state."""

VERSIONS = {
    VersionState.PAST: ("hold", Text("past", "已失效")),
    VersionState.IN_FORCE: ("ok", Text("in force", "现行")),
    VersionState.COMING: ("", Text("coming", "待生效")),
}

LOGS = {
    LogState.NONE: ("hold", Text("no log yet", "尚无日志")),
    LogState.SOUND: ("ok", Text("verifies", "核对无误")),
    LogState.BROKEN: ("bad", Text("does not verify", "核对不符")),
}

ACTS = {
    "opened": Text("log opened", "建立日志"),
    "submitted": Text("approval asked for", "提交审批"),
    "approved": Text("approved", "批准"),
    "rejected": Text("rejected", "驳回"),
    "published": Text("published", "发布"),
}

STEPS = {
    "begin": Text("begun", "新建"),
    "edit": Text("edited", "编辑"),
    "take_bounds": Text("floors taken from a calibration", "采用测算界值"),
    "submit": Text("approval asked for", "提交审批"),
    "approve": Text("approved", "批准"),
    "reject": Text("rejected", "驳回"),
    "publish": Text("published", "发布"),
    "drop": Text("dropped", "放弃"),
}
"""What a revision of a draft was."""

TRANSITIONS = {
    "up": Text("can only rise until they end, as the pack says", "有效期内只升不降（按政策规定）"),
    "kept": Text("stay as they are until they end", "保持不变直至期满"),
    "now": Text("are rated anew at once", "立即重新评定"),
}
"""What becomes of terms that run."""

EFFECTS = {
    "moves": Text("another tier", "等级不同"),
    "term": Text("another term", "有效期不同"),
    "later": Text("another rating, kept by the term", "评定不同，期内保持"),
}

DIRECTIONS = {
    "up": Text("rise", "升级"),
    "down": Text("fall", "降级"),
    "across": Text("go across", "平移"),
    "": Text("stay", "不变"),
}
