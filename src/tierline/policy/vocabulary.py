"""The words that a policy may use: attributes of a line, figures of its bills, changes, duties."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tierline.wording import Text

SEGMENTS = ("public", "group", "group_member")
MOBILE = ("mobile_2g", "mobile_3g", "mobile_4g", "mobile_5g", "mobile_bundle")
FIXED = ("fixed_line", "broadband")
PRODUCTS = (*MOBILE, *FIXED, "data_card")
BRANDS = ("gotone", "m_zone", "easyown")
PAYMENTS = ("prepaid", "postpaid")
ACCOUNT_KINDS = ("ordinary", "complimentary", "test", "staff")
PLAN_KINDS = ("family_bundle", "staff_2g", "sms_2g", "high_traffic_2g", "payphone")
CONTRACT_KINDS = ("deposit_for_handset", "phone_gives_credit", "deposit_gives_credit")
VANITY_CLASSES = (1, 2, 3)
SPECIAL_GRADES = ("honoured_guest", "loyal")

GROUPS = {"mobile": MOBILE, "fixed": FIXED}
"""Names under which a policy speaks of several products at once."""


class Kind(StrEnum):
    """What an attribute can be compared with."""

    TEXT = "text"
    NUMBER = "number"
    TRUTH = "true or false"


@dataclass(frozen=True)
class Attribute:
    """Something known of a line at the rating month, which a rule may test."""

    kind: Kind
    title: Text
    values: tuple[str, ...] = ()
    """All that a text can be; empty where it is no text."""
    numbers: tuple[int, ...] = ()
    """All that a number can be; empty where any number may stand."""


ATTRIBUTES = {
    "segment": Attribute(Kind.TEXT, Text("customer segment", "客户群"), SEGMENTS),
    "product": Attribute(Kind.TEXT, Text("product", "产品"), PRODUCTS),
    "brand": Attribute(Kind.TEXT, Text("brand", "品牌"), BRANDS),
    "payment": Attribute(Kind.TEXT, Text("way of paying", "付费方式"), PAYMENTS),
    "account_kind": Attribute(Kind.TEXT, Text("kind of account", "账户类型"), ACCOUNT_KINDS),
    "plan_kind": Attribute(Kind.TEXT, Text("kind of plan", "套餐类型"), PLAN_KINDS),
    "contract_kind": Attribute(Kind.TEXT, Text("kind of contract", "合约类型"), CONTRACT_KINDS),
    "real_name": Attribute(Kind.TRUTH, Text("real-name registration", "实名登记")),
    "vanity_secured": Attribute(Kind.TRUTH, Text("vanity number secured", "靓号已预存并承诺最低消费")),
    "vanity_class": Attribute(
        Kind.NUMBER, Text("class of the vanity number", "靓号等级"), numbers=VANITY_CLASSES
    ),
    "contract_plan": Attribute(
        Kind.NUMBER, Text("monthly price of the contract, yuan", "合约套餐月费（元）")
    ),
    "contract_running": Attribute(
        Kind.TRUTH, Text("contract still runs on the rating day", "评定日合约未到期")
    ),
    "bonus_products": Attribute(Kind.NUMBER, Text("products that bring bonus points", "可加分的产品数")),
    "tenure_months": Attribute(Kind.NUMBER, Text("months on the network", "在网月数")),
    "tenure_years": Attribute(Kind.NUMBER, Text("full years on the network", "在网整年数")),
}

BILL_COLUMNS = {
    "billed": Text("billed, yuan", "出账金额（元）"),
    "mobile_billed": Text("mobile part of the bill, yuan", "移动业务出账金额（元）"),
    "paid": Text("paid, yuan", "缴费金额（元）"),
    "suspensions": Text("suspensions", "停机次数"),
}

MONEY_COLUMNS = ("billed", "mobile_billed", "paid")

SCORE = "score"
TIER_ON_JOINING = "tier_on_joining"

TAKEN = frozenset(
    (
        *ATTRIBUTES,
        *(SCORE, TIER_ON_JOINING, "table", "where", "clause", "basis", "confidence", "note"),
        *("subscriber_id", "msisdn", "joined_on", "joined_month", "tenure", "status", "closed", "closed_on"),
        *(
            "site",
            "site_id",
            "month",
            "contract_ends_on",
            "scheme",
            "eligible",
            "ineligible_reason",
            "vip_term_running",
        ),
        *("rated_tier", "tier", "since", "ends_on", "source", "change", "previous_tier", "duties"),
    )
)
"""Names that a measure cannot have, because packs, inputs or results use them for something else."""


class Reason(StrEnum):
    """Why a line is not rated, in the order in which the reasons apply."""

    CLOSED = "closed"
    SEGMENT = "segment"
    PRODUCT = "product"
    PAYMENT = "payment"
    ACCOUNT_KIND = "account_kind"
    PLAN_KIND = "plan_kind"
    REAL_NAME = "real_name"
    TENURE = "tenure"
    VIP_TERM_RUNNING = "vip_term_running"


REASON_OF = {
    "segment": Reason.SEGMENT,
    "product": Reason.PRODUCT,
    "payment": Reason.PAYMENT,
    "account_kind": Reason.ACCOUNT_KIND,
    "plan_kind": Reason.PLAN_KIND,
    "real_name": Reason.REAL_NAME,
    "tenure_months": Reason.TENURE,
}
"""The reason that a failed criterion on an attribute gives."""


class Change(StrEnum):
    """What a run did to the membership of a line."""

    JOINED = "joined"
    RISEN = "risen"
    FALLEN = "fallen"
    RENEWED = "renewed"
    LAPSED = "lapsed"
    ENDED = "ended"
    KEPT = "kept"
    NONE = "none"


class Duty(StrEnum):
    """What a change obliges the operator to, in the order in which events list it."""

    TELL_CUSTOMER = "tell_customer"
    ISSUE_CARD = "issue_card"
    VOID_CARD = "void_card"
    ASSIGN_MANAGER = "assign_manager"


NOTICES = ("arrears_suspension_reminder", "emergency_reconnection", "temporary_credit")
"""The three things of which a new 3G VIP is told. Clause: ENT-13."""
