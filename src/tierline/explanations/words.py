"""The words in which a tier is explained to its customer, in both languages.

Whole sentences, one figure in each clause of speech, no abbreviation, spoken to `you`. The page of the
command (grading/explain/text.py) tells the same to staff, with every rule beside.
"""

from __future__ import annotations

from tierline.explanations.model import Withheld
from tierline.grading.explain.explanation import Ruling
from tierline.grading.explain.ways import Obstacle, Turn
from tierline.wording import Text

SENTENCE = Text("{said}.", "{said}。")
TWO = Text("{one} {other}", "{one}{other}")

# ---------------------------------------------------------------- what is held

HOLDS = Text(
    "In the {scheme} scheme your tier is {tier}; it runs to {until}.",
    "按{scheme}，您的等级是{tier}，有效期至{until}。",
)
HOLDS_OPEN = Text(
    "In the {scheme} scheme your tier is {tier}; it is kept without end.",
    "按{scheme}，您的等级是{tier}，长期有效。",
)
HOLDS_MONTHLY = Text(
    "In the {scheme} scheme your tier is {tier}; it holds until the next rating.",
    "按{scheme}，您的等级是{tier}，有效至下次评定。",
)
HOLDS_BY_HAND = Text(
    "In the {scheme} scheme your tier is {tier}. It was set by our staff in place of the rating, and runs to"
    " {until}.",
    "按{scheme}，您的等级是{tier}。该等级由工作人员设定，代替评定结果，有效期至{until}。",
)
HOLDS_UNKNOWN = Text(
    "In the {scheme} scheme no tier of yours is on record here.", "按{scheme}，本系统没有您的等级记录。"
)
HOLDS_NONE = Text("In the {scheme} scheme you have no tier at present.", "按{scheme}，您目前没有等级。")
LINE_CLOSED = Text(
    "In the {scheme} scheme you have no tier: the line is closed, and its tiers ended with it.",
    "按{scheme}，您没有等级：号码已销户，等级随之终止。",
)
TO_COME = Text(
    "From {since} on your tier is {tier}; it runs to {until}.",
    "自{since}起，您的等级是{tier}，有效期至{until}。",
)
TO_COME_OPEN = Text("From {since} on your tier is {tier}.", "自{since}起，您的等级是{tier}。")
TO_COME_BY_HAND = Text(
    "From {since} on your tier is {tier}, set by our staff; it runs to {until}.",
    "自{since}起，您的等级由工作人员设定为{tier}，有效期至{until}。",
)

# ---------------------------------------------------------------- how it was rated

RATED_IN = Text("You were last rated in {month}.", "最近一次评定是{month}。")
FIGURE = Text("{said}.", "{said}。")
GIVES = Text("{said}: that gives {points} points.", "{said}，得 {points} 分。")
TAKES = Text("{said}: that takes away {points} points.", "{said}，扣 {points} 分。")
MULTIPLIED = Text("Multiplied, that makes {score} points.", "相乘得 {score} 分。")
ADDED = Text("Together that makes {score} points.", "合计 {score} 分。")
REACHES = Text("With that you reach {tier}.", "据此达到{tier}。")
REACHES_FROM = Text(
    "With that you reach {tier}, which begins at {bound}{unit}.", "据此达到{tier}，{tier}从{bound}{unit}起。"
)
REACHES_NONE = Text("With that you reach no tier yet.", "据此尚未达到任何等级。")
REACHES_ABOVE = Text(
    "With that you reach {tier}, which begins above {bound}{unit}.",
    "据此达到{tier}，{tier}须高于{bound}{unit}。",
)
NEXT_TIER = Text("The next tier is {tier}.", "更高一级是{tier}。")
NEXT_FROM = Text(
    "The next tier is {tier}, which begins at {bound}{unit}.", "更高一级是{tier}，从{bound}{unit}起。"
)
NEXT_ABOVE = Text(
    "The next tier is {tier}, which begins above {bound}{unit}.", "更高一级是{tier}，须高于{bound}{unit}。"
)
BEGINS_ON = Text("{title}: {tier} begins at {bound}{unit}.", "{title}：{tier}从{bound}{unit}起。")
BEGINS_ABOVE_ON = Text("{title}: {tier} begins above {bound}{unit}.", "{title}：{tier}须高于{bound}{unit}。")
ALSO_ASKS = Text("{tier} also asks for this: {title}, {test}.", "{tier}还要求{title}{test}。")
ON_JOINING = Text("The rules for new lines give you {tier}.", "按新入网规则，给予您{tier}。")
FROM_LIST = Text(
    "You are on our list of special grades, which gives you {tier}.",
    "您在我公司特殊等级名单内，因此给予{tier}。",
)

UNITS = {
    "points": Text(" points", " 分"),
    "yuan_a_month": Text(" yuan a month", " 元"),
    "yuan": Text(" yuan", " 元"),
    "times": Text(" times", " 次"),
    "": Text("", ""),
}

RULINGS = {
    Ruling.NO_MEMBERSHIPS: Text("This scheme rates every month anew.", "本方案每月重新评定。"),
    Ruling.CLOSED: Text("With the line closed, a tier ends at once.", "号码销户后，等级立即终止。"),
    Ruling.NO_NEW_TERMS: Text(
        "These rules start no new terms any more; what runs goes on to its end.",
        "现行规则不再授予新的有效期，已有的用至期满。",
    ),
    Ruling.LAST_TERM_ENDS: Text(
        "The last month of your term has come, and these rules start no new terms any more.",
        "您的有效期已到最后一个月，现行规则不再授予新的有效期。",
    ),
    Ruling.FIRST_TIER: Text("It is your first tier here.", "这是您首次获得等级。"),
    Ruling.NO_TIER: Text("No new tier starts with that.", "因此不产生新的等级。"),
    Ruling.RISE: Text("A higher tier starts a full new term.", "等级提高，重新计满一个有效期。"),
    Ruling.INSIDE_TERM: Text(
        "Inside its term a tier can only rise, so that yours stays as it is.",
        "有效期内等级只升不降，您的等级保持不变。",
    ),
    Ruling.KEPT_UNRATED: Text(
        "Inside its term a tier is kept, also while the line is not rated.",
        "有效期内等级予以保留，号码暂不参评也不受影响。",
    ),
    Ruling.HELD: Text("A special grade stays as it is inside its term.", "特殊等级在有效期内保持不变。"),
    Ruling.RATED_ANEW: Text(
        "The last month of your term had come, so that the tier was rated anew.",
        "您的有效期已到最后一个月，因此重新评定。",
    ),
    Ruling.LAPSE: Text(
        "The last month of your term had come, and the rating anew gave no tier.",
        "您的有效期已到最后一个月，重新评定未达到任何等级。",
    ),
    Ruling.DAYS_OF_GRACE: Text(
        "The months of your term are over, and its last days run.",
        "您的有效期月份已满，正处于到期前的最后几天。",
    ),
    Ruling.OPEN_KEPT: Text("A tier once reached is kept.", "等级一经达到即予保留。"),
}

# ---------------------------------------------------------------- why it is not rated

NOT_RATED = Text("Your line is not rated: {reason}.", "您的号码不参评：{reason}。")
AND_NOT = Text("This stands in the way too: {reason}.", "此外，{reason}。")
REASONS = {
    "closed": Text("it is closed", "号码已销户"),
    "segment": Text("these rules are not made for your kind of customer", "本规则不适用于您所属的客户群"),
    "product": Text("these rules are not made for your product", "本规则不适用于您的产品"),
    "payment": Text("these rules are not made for your way of paying", "本规则不适用于您的付费方式"),
    "account_kind": Text("these rules are not made for your kind of account", "本规则不适用于您的账户类型"),
    "plan_kind": Text("these rules are not made for your plan", "本规则不适用于您的套餐"),
    "real_name": Text("it is not registered under your real name", "号码尚未实名登记"),
    "tenure": Text("you have not been with us for long enough", "您的在网时间还不够"),
    "vip_term_running": Text(
        "a tier of an earlier scheme still runs, and counts first", "您在原方案中的等级仍在有效期内，以其为准"
    ),
}
REMEDIES = {
    "closed": Text("A line that is closed is not rated again.", "销户后的号码不再参评。"),
    "segment": Text("That changes when you belong to another kind of customer.", "客户群变更后可参评。"),
    "product": Text("That changes with another product.", "更换产品后可参评。"),
    "payment": Text("That changes with another way of paying.", "变更付费方式后可参评。"),
    "account_kind": Text("That changes with another kind of account.", "变更账户类型后可参评。"),
    "plan_kind": Text("That changes with another plan.", "更换套餐后可参评。"),
    "real_name": Text("Registering your real name changes that.", "办理实名登记后可参评。"),
    "tenure": Text("Time with us changes that.", "在网时间达到要求后即可参评。"),
    "vip_term_running": Text("Once that tier ends you are rated here.", "原等级到期后即可在此参评。"),
}
RATED_ARE = Text("These are rated: {values}.", "可参评的有：{values}。")
RATED_FROM = Text("As things stand you are rated from {month} on.", "照目前情况，自{month}起参评。")

# ---------------------------------------------------------------- what changes it

AT_BEST = Text("You have the best tier that the rules can give.", "您已达到规则可授予的最高等级。")
PASSED = Text(
    "{month} is over and not rated yet: it is taken to be like your last months.",
    "{month}已结束、尚未评定，按您最近几个月的平均消费推算。",
)
PASSED_SEVERAL = Text(
    "The months from {month} on are over and not rated yet: they are taken to be like your last ones.",
    "自{month}起已结束的各月尚未评定，按您最近几个月的平均消费推算。",
)
SPEND = Text(
    "Spend {yuan} yuan more each month, starting in {first}, for {months} months: from {since} on your"
    " tier is"
    " then {tier}. That is {total} yuan in all.",
    "自{first}起，每月多消费 {yuan} 元，连续{months}个月，即可自{since}起升为{tier}。合计 {total} 元。",
)
SPEND_ONCE = Text(
    "Spend {yuan} yuan more once, in {first}: from {since} on your tier is then {tier}.",
    "在{first}，只需一次多消费 {yuan} 元，即可自{since}起升为{tier}。",
)
OR_SPEND = Text("Or with less each month. {said}", "或者每月少一些。{said}")
WAIT = Text(
    "Without spending more, your tier is {tier} from {since} on, because {turns}.",
    "不增加消费，自{since}起您的等级为{tier}，因为{turns}。",
)
WAIT_ONLY = Text(
    "Without spending more, your tier is {tier} from {since} on.",
    "不增加消费，自{since}起您的等级为{tier}。",
)
TURNS = {
    Turn.TENURE: Text("you will have been with us for longer", "届时您的在网时间更长"),
    Turn.ELIGIBLE: Text("you will be rated again", "届时您恢复参评"),
    Turn.SUSPENSION: Text("an earlier suspension no longer counts then", "届时此前的停机不再计入"),
    Turn.LOW_MONTH: Text("months with lower bills no longer count then", "届时消费较低的月份不再计入"),
    Turn.ADDS_UP: Text("what you pay adds up", "您的缴费逐月累计"),
    Turn.RATED_ANEW: Text("the tier that runs is rated anew then", "届时现有等级重新评定"),
}
AND = Text("{one}, and {other}", "{one}，并且{other}")
OBSTACLES = {
    Obstacle.NOT_RATED: Text(
        "No spending leads to {tier} within a year: {reason}.",
        "一年内，无论消费多少均无法达到{tier}：{reason}。",
    ),
    Obstacle.NO_NEW_TERMS: Text(
        "No spending leads to {tier}: these rules start no new terms.",
        "无论消费多少均无法达到{tier}：规则不再授予新的有效期。",
    ),
    Obstacle.HELD: Text(
        "No spending leads to {tier} within a year: the tier that runs stays as it is to the end of its"
        " term.",
        "一年内无法达到{tier}：现有等级在有效期内保持不变。",
    ),
    Obstacle.LIST_ONLY: Text(
        "No spending leads to {tier}: we give it by a list alone.",
        "{tier}无法靠消费达到，仅由我公司名单授予。",
    ),
    Obstacle.RULES: Text(
        "No spending leads to {tier} within a year; by any spending the rules give {best}.",
        "一年内，无论消费多少均无法达到{tier}，按规则最高为{best}。",
    ),
}
NO_TIER_WORD = Text("no tier", "无等级")

# ---------------------------------------------------------------- what comes next

EVERY_MONTH = Text("The next rating is that of {month}.", "下次评定是{month}。")
KEPT_OPEN = Text("{tier} is kept without end.", "{tier}长期保留。")
RATED_ANEW = Text(
    "{tier} is rated anew in {month}; its term ends on {until}.",
    "{tier}将在{month}重新评定，有效期至{until}。",
)
KEEPS = Text(
    "With at least {least} yuan a month until then you keep it.", "此前每月消费不低于 {least} 元，即可保级。"
)
NOW_IT_IS = Text(
    "Over the last three months you spent {now} yuan a month: that is {verdict}.",
    "您近三个月月均消费 {now} 元，{verdict}。",
)
ENOUGH, NOT_ENOUGH = Text("enough", "足以保级"), Text("not enough", "不足以保级")
KEEPS_ANYHOW = Text("You keep it then whatever you spend until then.", "届时无论此前消费多少均可保级。")
KEEPS_NOT = Text("No spending keeps it then: {reason}.", "届时无论消费多少均不能保级：{reason}。")
LOST_BY_RULES = Text("the rules do not give it to your line any more", "规则不再给予您的号码此等级")
NO_NEW_TERM = Text(
    "By then no new terms start any more: {tier} ends on {until}.",
    "届时不再授予新的有效期，{tier}至{until}止。",
)
RUNS_OUT = Text(
    "{tier} runs to {until}; each rating to come may start a tier again.",
    "{tier}用至{until}，此后每次评定仍可能重新获得等级。",
)
RUNS_OUT_FOR_GOOD = Text(
    "{tier} runs to {until}; these rules start no new terms.",
    "{tier}用至{until}，现行规则不再授予新的有效期。",
)
PLAN = Text("A change of plan does not lower the tier inside its term.", "有效期内更换套餐不降低等级。")
IF_CLOSED = Text("If you close the line, the tier ends that day.", "如果销户，等级当日终止。")

# ---------------------------------------------------------------- why nothing is told

WITHHELD = {
    Withheld.NOT_PUBLISHED: Text(
        "How this tier came about is not on record here. The next rating that is published will tell it.",
        "本系统没有该等级的评定记录。下次评定发布后即可说明。",
    ),
    Withheld.RUN_GONE: Text(
        "The record of your last rating is not kept here any more. The next rating will tell the reason.",
        "最近一次评定的记录已不在此处。下次评定后即可说明原因。",
    ),
    Withheld.RUN_CHANGED: Text(
        "The record of your last rating has changed since it was published. Once it is published again, it"
        " will tell the reason.",
        "最近一次评定的记录在发布后有改动。重新发布后即可说明原因。",
    ),
    Withheld.NOT_IN_RUN: Text(
        "Your line was not there yet at the last rating. The next one will have it.",
        "最近一次评定时还没有您的号码。下次评定将包括在内。",
    ),
    Withheld.FORMER_OWNER: Text(
        "The tier came to you with the line. The figures behind it are in part those of its former owner,"
        " and are"
        " are not told. Once only months of your own count, they can be told.",
        "该等级随号码一并转给您。其依据中有原机主的数据，不予告知。待计入的月份均属于您后，即可说明。",
    ),
}
