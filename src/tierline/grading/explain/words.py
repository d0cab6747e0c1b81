"""The words of an explanation in both languages: tests as needs, reasons, changes, rulings.

What values, comparisons and duties are called stands in policy/phrases.py.
"""

from __future__ import annotations

from tierline.grading.explain.explanation import Ruling
from tierline.grading.explain.ways import Turn
from tierline.policy.vocabulary import Change
from tierline.wording import Text

NONE = Text("none", "无")

THIS = Text("{values}", "为{values}")
ONE_OF = Text("one of {values}", "为{values}之一")
NOT_ONE_OF = Text("none of {values}", "不属于{values}")
NOT_THIS = Text("anything but {values}", "非{values}")
OR = Text("{others} or {last}", "{others}或{last}")

COLUMNS = {
    "billed": Text("billed", "出账"),
    "mobile_billed": Text("mobile part", "移动部分"),
    "paid": Text("paid", "缴费"),
    "suspensions": Text("suspensions", "停机次数"),
}

REASONS = {
    "closed": Text("the line is closed", "线路已销户"),
    "segment": Text("its customer segment is not rated", "所属客户群不参评"),
    "product": Text("its product is not rated", "该产品不参评"),
    "payment": Text("its way of paying is not rated", "该付费方式不参评"),
    "account_kind": Text("its kind of account is not rated", "该账户类型不参评"),
    "plan_kind": Text("its plan is not rated", "该套餐不参评"),
    "real_name": Text("it is not registered by real name", "未实名登记"),
    "tenure": Text("it is not long enough on the network", "在网时间不足"),
    "vip_term_running": Text("a VIP term runs beyond the rating month", "原 VIP 有效期在评定月之后才届满"),
}

CHANGES = {
    Change.JOINED: Text("Joined: no tier ran before this rating.", "新入：评定前没有有效等级。"),
    Change.RISEN: Text("Risen from {before}.", "晋级：原为{before}。"),
    Change.FALLEN: Text("Falls from {before}, which runs to {until}.", "降级：原{before}至 {until} 止。"),
    Change.RENEWED: Text("Renewed: the same tier for a new term.", "续期：等级不变，重新计算有效期。"),
    Change.KEPT: Text("Kept: the tier runs on unchanged.", "保持：等级继续有效，没有变化。"),
    Change.LAPSED: Text(
        "Lapses: the tier runs to {until}, and nothing follows it.", "失效：等级用至 {until}，之后不再延续。"
    ),
    Change.ENDED: Text("Ended: {before} ended with the line.", "终止：{before}随线路销户终止。"),
    Change.NONE: Text("No tier before this rating, and none after it.", "评定前后均没有有效等级。"),
}

RULINGS = {
    Ruling.NO_MEMBERSHIPS: Text(
        "This scheme rates every month anew; a tier holds until the next rating",
        "本方案每月重新评定，等级有效至下次评定",
    ),
    Ruling.CLOSED: Text("Closing the line ends a tier at once", "销户后等级立即终止"),
    Ruling.NO_NEW_TERMS: Text(
        "The policy in force starts no new terms; what runs goes on to its end",
        "现行版本不再授予新的有效期；已有的用至期满",
    ),
    Ruling.LAST_TERM_ENDS: Text(
        "This is the last month of the term, and the policy in force starts no new ones",
        "本月为有效期最后一个月，现行版本不再授予新的有效期",
    ),
    Ruling.FIRST_TIER: Text("A first tier starts on {since}", "首次获得等级，自 {since} 起生效"),
    Ruling.NO_TIER: Text("Nothing ran, and no new tier starts", "原无等级，本次也未达到任何等级"),
    Ruling.RISE: Text(
        "A higher rated tier starts a full new term, on {since}",
        "评定等级更高，自 {since} 起重新计满一个有效期",
    ),
    Ruling.INSIDE_TERM: Text("Inside its term a tier can only rise", "有效期内等级只升不降"),
    Ruling.KEPT_UNRATED: Text(
        "Inside its term a tier is kept, also while the line is not rated",
        "有效期内等级照旧，线路暂不参评也不受影响",
    ),
    Ruling.HELD: Text("A special grade stays as it is inside its term", "特殊等级在有效期内保持不变"),
    Ruling.RATED_ANEW: Text(
        "This is the last month of the term, in which the tier is rated anew",
        "本月为有效期最后一个月，按同一标准重新评定",
    ),
    Ruling.LAPSE: Text(
        "This is the last month of the term; rated anew, the line reaches no tier",
        "本月为有效期最后一个月，重新评定未达到任何等级",
    ),
    Ruling.DAYS_OF_GRACE: Text(
        "The term is over and its last days run; only what follows them can still be decided",
        "有效期的月份已满，处于到期前的最后几天，只决定到期后的等级",
    ),
    Ruling.OPEN_KEPT: Text("A tier once reached is kept", "等级一经达到即予保留"),
}

TURNS = {
    Turn.TENURE: Text("it will be long enough on the network ({tenure} months)", "在网满 {tenure} 个月"),
    Turn.ELIGIBLE: Text("it will be rated again", "恢复参评"),
    Turn.SUSPENSION: Text("an earlier suspension leaves the months that count", "此前的停机移出统计月份"),
    Turn.LOW_MONTH: Text("months with lower bills leave the months that count", "消费较低的月份移出统计月份"),
    Turn.ADDS_UP: Text("what is paid adds up", "缴费逐月累计"),
    Turn.RATED_ANEW: Text("the running tier is then rated anew", "届时原等级期满重新评定"),
}

EXAMPLE_WORD = Text("example", "示例值")
