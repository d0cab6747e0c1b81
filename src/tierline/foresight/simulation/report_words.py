"""The words of the report."""

from __future__ import annotations

from tierline.wording import Text

WORDS = {
    "title": Text("What the draft does", "草案的影响"),
    "title_pair": Text("Two policies beside each other", "两项政策对比"),
    "moved": Text("Other tier", "等级变动"),
    "of_lines": Text("{share} of {lines} lines", "占 {lines} 条线路的 {share}"),
    "up": Text("Rise", "上升"),
    "down": Text("Fall", "下降"),
    "gained_small": Text("{n} had none", "其中 {n} 条原无等级"),
    "lost_small": Text("{n} have none then", "其中 {n} 条失去等级"),
    "later": Text("Later", "期满后"),
    "later_small": Text("rated otherwise, kept by their term", "评定不同，有效期内保持"),
    "net": Text("Yuan a month", "每月费用（元）"),
    "net_small": Text("{added} added, {taken} taken", "增加 {added}，减少 {taken}"),
    "matrix": Text("Who moves", "变动矩阵"),
    "matrix_aside": Text(
        "rows: under the present policy; columns: under the draft", "行：现行政策；列：草案"
    ),
    "matrix_aside_pair": Text("rows: the first; columns: the second", "行：前者；列：后者"),
    "present": Text("Present", "现行"),
    "draft": Text("Draft", "草案"),
    "first": Text("First", "前者"),
    "second": Text("Second", "后者"),
    "change": Text("Change", "差额"),
    "legend_up": Text("rises", "上升"),
    "legend_down": Text("falls", "下降"),
    "legend_across": Text("another tier", "等级不同"),
    "legend_same": Text("outlined: the same tier", "加框：等级不变"),
    "flows": Text("Flows of those who move", "变动流向"),
    "flows_aside": Text(
        "left the present, right the draft; widths to scale", "左为现行，右为草案；宽度按比例"
    ),
    "flows_aside_pair": Text(
        "left the first, right the second; widths to scale", "左为前者，右为后者；宽度按比例"
    ),
    "flows_none": Text("Nobody moves.", "无人变动。"),
    "leave": Text("{n} leave", "{n} 条转出"),
    "arrive": Text("{n} arrive", "{n} 条转入"),
    "causes": Text("The ten largest causes", "十大原因"),
    "causes_aside": Text("a line counts under each of its causes", "一条线路有多个原因时分别计入"),
    "cause": Text("What changes", "变动内容"),
    "lines": Text("Lines", "线路"),
    "alone": Text("alone", "单独"),
    "together": Text("together", "共同"),
    "each": Text("each would do", "任一即可"),
    "kinds_note": Text(
        "Alone: this change by itself makes the difference. Together: only with others. Each would do: one of"
        " several, any of which is enough.",
        "单独：仅此一项即造成差异。共同：须与其他改动一起。任一即可：多项改动中任何一项都足够。",
    ),
    "later_lines": Text("later", "期满后"),
    "most_in": Text("Most in", "主要涉及"),
    "yuan": Text("Yuan a month", "元/月"),
    "clause": Text("Clause", "条款"),
    "no_causes": Text(
        "No change of the draft makes a difference for anybody.", "草案的改动没有影响任何线路。"
    ),
    "not_split": Text(
        "The two rank their tiers by no common order, so that no single value can be named as the cause.",
        "两者的等级没有共同次序，无法指明是哪一项规定造成差异。",
    ),
    "unexplained": Text(
        "{n} lines differ by several changes that no trial tells apart.",
        "{n} 条线路由多项改动造成，无法逐项区分。",
    ),
    "where": Text("Where they are", "分布"),
    "site": Text("Site", "地区"),
    "product": Text("Product", "产品"),
    "tenure": Text("Time on the network", "在网时长"),
    "spend": Text("Mean monthly bill", "月均消费"),
    "share": Text("of its lines", "占比"),
    "top_ten": Text("the ten with most movers of {n}", "共 {n} 个，列出变动最多的十个"),
    "unknown": Text("not known", "未知"),
    "costs": Text("What it costs a month", "每月费用"),
    "costs_aside": Text("yuan, by the price list", "元，按价目表"),
    "entitlement": Text("Entitlement", "权益"),
    "added": Text("Added", "增加"),
    "taken": Text("Taken away", "减少"),
    "net_column": Text("Net", "净额"),
    "total": Text("All", "合计"),
    "tier": Text("Tier", "等级"),
    "costs_by_tier": Text("What each tier costs a month", "各等级每月费用"),
    "months": Text("Month by month", "逐月"),
    "months_aside": Text("each from the memberships that the one before left", "逐月承接上月会员资格"),
    "month": Text("Month", "月份"),
    "eligibility": Text("Who may be rated under one only", "仅在一方参评"),
    "eligibility_aside": Text("with the reason of the other", "附另一方不参评的原因"),
    "rated_by": Text("Rated under", "参评于"),
    "reason": Text("Not under the other, because", "另一方不参评的原因"),
    "foot_present": Text(
        "Present: {scheme} from {version}, digest {sha}", "现行：{scheme} 自 {version}，摘要 {sha}"
    ),
    "foot_draft": Text(
        "Draft: {scheme} from {version}, digest {sha}", "草案：{scheme} 自 {version}，摘要 {sha}"
    ),
    "foot_first": Text(
        "First: {scheme} from {version}, digest {sha}", "前者：{scheme} 自 {version}，摘要 {sha}"
    ),
    "foot_second": Text(
        "Second: {scheme} from {version}, digest {sha}", "后者：{scheme} 自 {version}，摘要 {sha}"
    ),
    "foot_base": Text(
        "Rated on {days}; all figures stand in simulation.json", "评定日 {days}；全部数据见 simulation.json"
    ),
}
