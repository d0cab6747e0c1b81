"""The words of the report beside its sentences: titles, columns, notes."""

from __future__ import annotations

from tierline.foresight.report.model import Leaving
from tierline.policy.vocabulary import Reason
from tierline.wording import Text

NO_TIER = Text("no tier", "无等级")

LEAVING = {
    Leaving.LAPSED: Text("lapsed: figures too low", "到期未达标"),
    Leaving.INELIGIBLE: Text("lapsed: no longer rated", "到期不再参评"),
    Leaving.ENDED: Text("line closed", "线路销户"),
    Leaving.OTHER: Text("left otherwise", "其他减少"),
}
JOINED, CAME_OTHERWISE = Text("joined", "新入"), Text("came otherwise", "其他增加")
RISEN, FALLEN = Text("risen", "晋级"), Text("fallen", "降级")
GAINED, LOST = Text("more lines with a tier", "有等级线路净增"), Text("fewer", "净减")

RATED = Text("rated", "参评")
NOT_RATED = {
    Reason.CLOSED: Text("closed", "已销户"),
    Reason.SEGMENT: Text("customer segment", "客户群"),
    Reason.PRODUCT: Text("product", "产品"),
    Reason.PAYMENT: Text("way of paying", "付费方式"),
    Reason.ACCOUNT_KIND: Text("kind of account", "账户类型"),
    Reason.PLAN_KIND: Text("plan", "套餐"),
    Reason.REAL_NAME: Text("no real name", "未实名"),
    Reason.TENURE: Text("too new", "在网时间不足"),
    Reason.VIP_TERM_RUNNING: Text("VIP term running", "原 VIP 有效期未满"),
}
"""Why lines are not rated, in the few words that fit beside a bar."""

WORDS = {
    "kind": Text("Membership report", "会员等级报告"),
    "kind_rated": Text("Rating report", "等级评定报告"),
    "contents": Text("Contents", "目录"),
    "lines": Text("Lines", "线路"),
    "lines_small": Text("in the base of {month}", "{month} 用户数据"),
    "rated": Text("Rated", "参评"),
    "of_lines": Text("{share} of all lines", "占全部线路 {share}"),
    "members": Text("With a tier", "有等级"),
    "change": Text("Change", "变动"),
    "change_small": Text("{share} on the month before", "较上月 {share}"),
    "change_unknown": Text("the month before is not given", "未给出上月"),
    "moved": Text("Rises and falls", "晋级与降级"),
    "moved_small": Text("in {month}", "{month}"),
    "tiers": Text("Tiers by month", "各月等级分布"),
    "tiers_one": Text("Tiers", "等级分布"),
    "tiers_aside": Text("lines by tier after each month's run", "各月评定后按等级的线路数"),
    "flows": Text("Flows between tiers", "等级流向"),
    "flows_aside": Text(
        "left before {first}, right after {last}; movers only, widths to scale",
        "左为 {first} 评定前，右为 {last} 评定后；仅列变动者，宽度按比例",
    ),
    "flows_aside_after": Text(
        "left after {first}, right after {last}; movers only, widths to scale",
        "左为 {first} 评定后，右为 {last} 评定后；仅列变动者，宽度按比例",
    ),
    "flows_single": Text(
        "One run without a month before it shows no flows. Give the run of the next month too.",
        "只有一次运行且无上月可比，无法展示流向。请同时给出下一个月的运行结果。",
    ),
    "flows_none": Text("No line stands at another tier.", "没有线路的等级发生变化。"),
    "from_to": Text("from ↓ to →", "由 ↓ 至 →"),
    "before_column": Text("before", "期初"),
    "after_row": Text("after", "期末"),
    "leave": Text("{n} leave, {stay} stay", "转出 {n}，保持 {stay}"),
    "arrive": Text("{n} arrive", "转入 {n}"),
    "none_leave": Text("{n} come in", "新增 {n}"),
    "none_arrive": Text("{n} drop out", "退出 {n}"),
    "spread": Text("Spend against tenure", "消费与网龄"),
    "spread_aside": Text(
        "rated lines of {month}; lines: bounds of the tiers", "{month} 参评线路；折线为等级界限"
    ),
    "spread_none": Text(
        "The policy rates by no spend of the last months, or no line was rated in {month}.",
        "该政策不按近期消费评定，或 {month} 没有线路参评。",
    ),
    "spread_note": Text(
        "Bounds are those of a line ({product}) that spends the same every month, by the policy in force in"
        " {month}, found by asking its tables to the fen. {else_said}Lists of special grades and"
        " memberships that run on are not drawn.",
        "界限按 {month} 生效政策的决策表逐分求得，对象为每月消费不变的线路（{product}）。{else_said}"
        "特殊等级名单与仍在有效期内的会员资格未画出。",
    ),
    "spread_else": Text(
        "It also counts {names}: such a line is taken to have none. ", "政策另计{names}，此处按没有处理。"
    ),
    "spread_no_bounds": Text(
        "No bound lies within what is drawn: by spend and tenure alone the policy gives one tier or none.",
        "图示范围内没有界限：仅凭消费与网龄，该政策只给出一个等级或不给等级。",
    ),
    "spread_axis": Text("full years on the network", "在网整年数"),
    "spread_scale": Text("lines in a cell", "每格线路数"),
    "all": Text("All", "合计"),
    "coming": Text("Who joined and who left", "加入与离开"),
    "coming_aside": Text("lines by month; above zero joined or risen", "各月线路数；零线以上为加入或晋级"),
    "coming_rated": Text("Gained and lost", "增减"),
    "coming_rated_aside": Text(
        "lines with a rated tier, against the month before", "评定有等级的线路，与上月相比"
    ),
    "coming_first": Text(
        "{month} rated the scheme for the first time: all {n} lines joined. It is left out of the picture.",
        "{month} 为该方案首次评定，{n} 条线路全部为新入，图中略去。",
    ),
    "coming_rated_note": Text(
        "The scheme has no memberships: each month rates every line anew, and only sums are compared here."
        " The statistics below follow the lines.",
        "该方案不设会员资格，每月重新评定，此处只比较总数；逐线路追踪请用下文的统计命令。",
    ),
    "coming_single": Text(
        "One month of a scheme without memberships has nothing to compare with.",
        "该方案不设会员资格，只有一个月，无从比较。",
    ),
    "duties": Text("Duties due", "应办事项"),
    "duties_aside": Text("what changes oblige the operator to", "等级变动后运营商应办的事项"),
    "duties_first": Text(
        "{month} rated the scheme for the first time, which made {n} duties. It is left out of the picture.",
        "{month} 为该方案首次评定，产生应办事项 {n} 项，图中略去。",
    ),
    "duties_none": Text("The scheme obliges the operator to nothing.", "该方案没有规定应办事项。"),
    "due_by": Text("due by", "期限"),
    "quality": Text("Data quality", "数据质量"),
    "quality_aside": Text("lines that were rated, and why others were not", "参评线路，以及未参评的原因"),
    "month": Text("month", "月份"),
    "change_column": Text("change", "变动"),
    "members_column": Text("with a tier", "有等级"),
    "all_column": Text("all", "合计"),
    "rows_read": Text("Rows that each run read, and how they were looked at", "各次运行读取的行数及检查情况"),
    "subscribers": Text("lines", "线路"),
    "bills": Text("bills", "账单"),
    "memberships": Text("memberships", "会员资格"),
    "special_grades": Text("special grades", "特殊等级"),
    "unknown": Text("rows of unknown lines", "无对应线路的行"),
    "checks": Text("checks", "检查"),
    "digests": Text("digests", "摘要"),
    "thresholds": Text("thresholds", "阈值"),
    "notes": Text("notes", "提示"),
    "on": Text("on", "开"),
    "off": Text("off", "关"),
    "age": Text("{months} months old", "已用 {months} 个月"),
    "not_counted": Text("not counted", "未统计"),
    "joined": JOINED,
    "risen": RISEN,
    "fallen": FALLEN,
    "members_before": Text("before", "期初"),
    "members_after": Text("after", "期末"),
    "version_row": Text("Policy in force from {day}, used for {months}", "政策自 {day} 生效，用于 {months}"),
    "again": Text("Getting these numbers again", "如何重现这些数字"),
    "again_text": Text(
        "Each run records its inputs, its policy and the versions that made it. This runs a month again from"
        " that record and compares every row; statistics follow every line through the months:",
        "每次运行都记录了输入、政策与软件版本。下面的命令按记录重跑某个月并逐行比较，或逐线路统计各月变化：",
    ),
    "foot": Text(
        "Made by tierline {version} from the runs named above.", "由 tierline {version} 依据上述运行生成。"
    ),
    "to": Text("{first} to {last}", "{first} 至 {last}"),
}
