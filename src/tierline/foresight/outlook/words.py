"""The words of an outlook in both languages."""

from __future__ import annotations

from tierline.foresight.outlook.model import Keep, Lost
from tierline.grading.explain.words import REASONS as NOT_RATED
from tierline.wording import Text

HEAD = Text(
    "{title} ({scheme}): who would lose a tier when rated anew {span}; seen from {month}, rated on"
    " {rated_on}",
    "{title}（{scheme}）：{span} 重新评定时的降级预警；以 {month} 为起点，评定日 {rated_on}",
)
ONE_MONTH, MONTHS = Text("in {first}", "{first}"), Text("from {first} to {last}", "{first} 至 {last}")
NOBODY = Text(
    "Of {lines:,} lines none is rated anew then: no term ends in time.",
    "{lines:,} 条线路中没有线路届时重新评定：没有等级在此期间期满。",
)
ANEW = Text(
    "{rated_anew:,} of {lines:,} lines are rated anew then. If they go on as now, {kept:,} keep their tier or"
    " rise, {fallen:,} fall, {lapsed:,} lapse.",
    "{lines:,} 条线路中有 {rated_anew:,} 条届时重新评定。按目前消费，{kept:,} 条保级或晋级，"
    "{fallen:,} 条降级，{lapsed:,} 条失效。",
)
ENDED = Text(" {ended:,} will have closed by then.", "另有 {ended:,} 条届时已销户。")
CALL = Text(
    "More spend keeps {lines:,} of those: {bands}. All of them together lack {more} yuan a month.",
    "其中 {lines:,} 条增加消费即可保级：{bands}；合计每月差 {more} 元。",
)
NOT_BY_SPEND = Text(
    " No spend keeps {lines:,}: see the reasons below.", "{lines:,} 条增加消费也不能保级，原因见下。"
)
UP_TO = Text("{lines:,} with at most {yuan} yuan more a month", "每月多 {yuan} 元以内 {lines:,} 条")
FURTHER = Text("{lines:,} with up to {yuan}", "{yuan} 元以内 {lines:,} 条")
BEYOND = Text("{lines:,} with over {yuan}", "超过 {yuan} 元 {lines:,} 条")
NO_NEW_TERMS = Text(
    "From the rating of {month} on the policy in force then grants no new terms.",
    "自 {month} 评定起，届时生效的版本不再授予新的有效期。",
)

MONTH, TIER, RATED, KEPT = (
    Text("rated in", "评定月"),
    Text("tier", "等级"),
    Text("rated anew", "重新评定"),
    Text("kept", "保级"),
)
FALLEN, LAPSED, CLOSED = Text("fall", "降级"), Text("lapse", "失效"), Text("closed", "销户")
WITHIN_YUAN, BEYOND_YUAN = Text("+{yuan}", "+{yuan}元内"), Text("over", "更多")
NO_SPEND = Text("by no spend", "消费不能保级")
BANDS_TOLD = Text(
    "+10, +50 ...: lines that at most so many yuan more a month would keep, each counted once.",
    "“+10元内”等列：每月最多增加相应金额即可保级的线路，每条只计一次。",
)
URGENT = Text(
    "Most urgent are the {lines:,} that are rated in {first}: for them the bill of {month} is the last that"
    " counts.",
    "最紧急的是 {first} 评定的 {lines:,} 条：{month} 的账单是最后一个计入的月份。",
)

WHY = Text("Why a tier would be lost", "失去等级的原因")
REASON, KEEPS, LINES = Text("reason", "原因"), Text("what keeps it", "如何保级"), Text("lines", "线路数")
REASONS = {
    **NOT_RATED,
    Lost.SPEND.value: Text("too little spend", "消费不足"),
    Lost.NO_NEW_TERMS.value: Text("no new terms are granted by then", "届时不再授予新的有效期"),
    Lost.LIST_ONLY.value: Text(
        "the tier comes from a list, on which the line is no longer", "该等级由名单授予，线路已不在名单上"
    ),
    Lost.RULES.value: Text(
        "no spend brings the tier: too short on the network, suspended, or outside its rules",
        "增加消费也达不到：网龄不足、曾停机或不符合该等级的规则",
    ),
}
KEPT_BY = {
    Keep.SPEND.value: Text("more spend", "增加消费"),
    Keep.CHANGE.value: Text("a change to: {needed}", "变更为：{needed}"),
    Keep.WAITING.value: Text(
        "nothing before it lapses; rated again when long enough on the network",
        "期满前无法保级；在网时间足够后重新参评",
    ),
    Keep.NOTHING.value: Text("nothing", "无"),
}
EITHER = Text(" or ", " 或 ")

SITES = Text("Where, most that spend would keep first", "按站点，可凭消费保级者多的在前")
SITE = Text("site", "站点")
LOST, BY_SPEND = Text("would lose it", "将失去等级"), Text("kept by spend", "可凭消费保级")

FIRST = Text("Whom to call first: the smallest sums that keep a tier", "优先联系：保级所差金额最小的线路")
LINE, THEN, NOW, NEEDS, MORE = (
    Text("line", "线路"),
    Text("would be", "届时"),
    Text("now", "目前"),
    Text("needs", "需要"),
    Text("more", "还差"),
)
NO_TIER = Text("no tier", "无等级")
AMOUNTS = Text(
    "Yuan a month ({columns}), in each month from {month} to the one before the rating. 'now' is the mean of"
    " the last three months, or of fewer on the network; who begins later needs more.",
    "金额为每月元数（{columns}），自 {month} 起至评定月前一个月逐月计；“目前”为近三个月（不足者按在网月数）"
    "月均；起步越晚，所需越多。",
)
REST = Text(
    "{more:,} more lines are in the whole list: --out DIR writes it.",
    "另有 {more:,} 条在完整名单中：用 --out DIR 写出。",
)
REST_WRITTEN = Text("{more:,} more lines are in the whole list.", "另有 {more:,} 条在完整名单中。")
NO_MEMBERSHIPS = Text(
    "No memberships were given: only tiers that the rating of {month} itself starts are known.",
    "未给出会员数据：只知道 {month} 评定本身授予的等级。",
)
CHANGED = Text(
    "Since the run {files} of its input files changed; what it decided is taken as it stands, the bills as"
    " they are now. `tierline verify {run}` tells what differs.",
    "该次运行之后有 {files} 个输入文件发生变化；等级沿用当时结果，账单按现状。"
    "差异请用 `tierline verify {run}` 查看。",
)
PACK_CHANGED = Text(
    "The policy.yaml in {run} is no longer the one that the run recorded.",
    "{run} 中的 policy.yaml 已不是该次运行所记录的版本。",
)
WRITTEN = Text(
    "Written to {folder}: the list in lines/, outlook.json",
    "结果写入 {folder}：名单在 lines/，另有 outlook.json",
)
