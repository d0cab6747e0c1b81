"""What is refused, not there, or at fault."""

from __future__ import annotations

from tierline.wording import Language, Text
from tools.shots.shot import LOW, Group, Shot

GROUP = Group(
    Text("Refused, not there, at fault", "未获授权、不存在、故障"),
    (
        Shot(
            "refused-403",
            Text("Why may I not see this?", "为何无权查看？"),
            "/people",
            "li.na",
            height=LOW,
            status=403,
        ),
        Shot(
            "unknown-404",
            Text("Is there nothing at this address?", "该地址没有内容？"),
            "/customers/999999999",
            "li.na",
            Language.ZH,
            height=LOW,
            status=404,
        ),
        Shot(
            "away-503",
            Text("What does not answer, and was anything changed?", "何处无响应，是否有更改？"),
            "/customers",
            "li.na",
            theme="dark",
            height=LOW,
            status=503,
            is_database_away=True,
        ),
    ),
)
