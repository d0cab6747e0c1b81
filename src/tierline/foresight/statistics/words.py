"""What the columns of statistics are called, and the values in their keys."""

from __future__ import annotations

from datetime import date

from tierline.foresight.statistics.model import Dimension, Series
from tierline.policy.phrases import VALUES
from tierline.wording import Language, Text

DIMENSIONS = {
    Dimension.SCHEME: Text("scheme", "方案"),
    Dimension.MONTH: Text("month", "月份"),
    Dimension.TIER: Text("tier", "等级"),
    Dimension.PRODUCT: Text("product", "产品"),
    Dimension.SITE: Text("site", "站点"),
}

COLUMNS = {
    "members_before": Text("before", "期初"),
    "new": Text("+ new", "+新入"),
    "new_from_2g": Text("of them from 2G", "其中2G转入"),
    "risen": Text("+ risen", "+晋入"),
    "fallen": Text("+ fallen", "+降入"),
    "moved_in": Text("+ moved in", "+迁入"),
    "other_in": Text("+ other", "+其他"),
    "risen_out": Text("- risen", "-晋出"),
    "fallen_out": Text("- fallen", "-降出"),
    "moved_out": Text("- moved out", "-迁出"),
    "to_3g": Text("- to 3G", "-转3G"),
    "lapsed": Text("- lapsed", "-失效"),
    "ended": Text("- ended", "-终止"),
    "other_out": Text("- other", "-其他"),
    "members_after": Text("= after", "=期末"),
    "renewed": Text("renewed", "续期"),
    "kept": Text("kept", "保持"),
}
"""The columns in the order of the sum: before, plus, minus, after; then how those stayed who stayed."""

RISEN, FALLEN = Text("risen", "晋级"), Text("fallen", "降级")
"""Where who rises stays in the cell, which is neither more nor less for it."""

RETENTION = {
    "day": Text("on", "日期"),
    "members": Text("members then", "当时会员"),
    "same_or_better": Text("same or higher", "同级或更高"),
    "lower": Text("lower", "更低"),
    "gone": Text("gone", "已离开"),
    "percent": Text("still members", "保留率"),
    "on_3g": Text("of them 2G to 3G", "其中2G转3G"),
}


def key_text(series: Series, name: Dimension, value: str | date | None, language: Language) -> str:
    """A value of a key as a reader of that language should see it."""
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%Y-%m}"
    if name is Dimension.TIER:
        return series.tiers[value].read(language)
    return VALUES[value].read(language) if name is Dimension.PRODUCT and value in VALUES else value
