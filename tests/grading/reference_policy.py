"""The values of the schemes as the grading rules state them, each with its day, as plain constants.

They are written down a second time on purpose: a wrong number in a policy pack shows as a difference.
"""

from __future__ import annotations

from datetime import date

MOBILE = ("mobile_2g", "mobile_3g", "mobile_4g", "mobile_5g", "mobile_bundle")
VIP_SCHEMES = ("unicom-vip", "unicom-vip-henan", "unicom-vip-xinjiang")

# The day from which each scheme is in force (section 3, first column).
IN_FORCE_FROM = {
    "unicom-star": date(2015, 1, 20),
    "unicom-vip": date(2011, 6, 1),
    "unicom-vip-henan": date(2011, 6, 1),
    "unicom-vip-xinjiang": date(2010, 1, 1),
    "cmcc-credit": date(2010, 1, 1),
    "unicom-card": date(2010, 1, 1),
    "cmcc-star": date(2019, 1, 1),
    "ctcc-star": date(2019, 1, 1),
}
# The rating month from which no VIP membership starts, rises or is renewed (section 4, rule 9).
NO_NEW_VIP_TERMS_FROM = date(2015, 2, 1)

# Tiers of each scheme, the best first. Special grades stand among the stars (section 4, rule 8).
VIP_TIERS = ("diamond", "gold", "silver")
STAR_TIERS = ("five_star", "honoured_guest", "loyal", "four_star", "three_star", "two_star", "one_star")
RANK = {
    "unicom-star": STAR_TIERS,
    "unicom-vip": VIP_TIERS,
    "unicom-vip-henan": VIP_TIERS,
    "unicom-vip-xinjiang": ("supreme", "diamond", "gold", "silver"),
    "cmcc-credit": ("five_star", "four_star", "three_star", "two_star", "one_star"),
    "unicom-card": ("diamond", "platinum", "gold", "silver", "ordinary"),
    "cmcc-star": (
        "five_star_diamond",
        "five_star_gold",
        "five_star_silver",
        "four_star",
        "three_star",
        "two_star",
        "one_star",
        "quasi_star",
    ),
    "ctcc-star": (
        "seven_star",
        "six_star",
        "five_star",
        "four_star",
        "three_star",
        "two_star",
        "one_star",
    ),
}
# Schemes whose terms end with the last day of a month, and those whose first tiers wait for the next one.
ENDING_WITH_THE_MONTH = ("unicom-star", "cmcc-star", "ctcc-star")
STARTING_NEXT_MONTH = ("unicom-star", "cmcc-star")

# From 2015-01-20. Factors by full years; thresholds on the score.
STAR_FACTORS = ((10, "1.50"), (5, "1.35"), (3, "1.20"), (2, "1.10"), (1, "1.05"), (0, "1.00"))
STAR_THRESHOLDS = (
    (260, "five_star"),
    (140, "four_star"),
    (90, "three_star"),
    (30, "two_star"),
    (0, "one_star"),
)

# From 2011-06-01. Floors of the mean over 6 months, yuan.
VIP_MOBILE = ((450, "diamond"), (300, "gold"), (150, "silver"))
VIP_FIXED = ((300, "diamond"), (150, "gold"), (100, "silver"))
VIP_FIXED_LONG = ((80, "silver"),)
VIP_FIXED_LONG_TENURE_MONTHS = 60
HENAN_3G = ((500, "diamond"), (300, "gold"), (150, "silver"))
HENAN_OTHERS = ((500, "diamond"), (300, "gold"), (200, "silver"))
HENAN_VANITY = {1: "diamond", 2: "diamond", 3: "gold"}
HENAN_CONTRACT_PLANS = ((586, "diamond"), (386, "gold"), (156, "silver"))

# From 2010-01-01.
XINJIANG_FLOORS = ((1000, "supreme"), (450, "diamond"), (300, "gold"), (150, "silver"))
CREDIT_BRANDS = {"gotone": 50, "m_zone": 30, "easyown": 20}
CREDIT_YEARS = ((5, 300), (4, 250), (3, 200), (2, 150), (1, 50))
CREDIT_SPEND_OVER = ((400, 250), (200, 200), (120, 150), (80, 100), (50, 50), (20, 20))
CREDIT_TIERS = (
    (500, "five_star"),
    (400, "four_star"),
    (300, "three_star"),
    (200, "two_star"),
    (100, "one_star"),
)
# Paid in total, paid in the last month, card.
CARD_CONDITIONS = (
    (20000, 2000, "diamond"),
    (10000, 1000, "platinum"),
    (3000, 500, "gold"),
    (1000, 50, "silver"),
    (100, 10, "ordinary"),
)

# From 2019-01-01. Bounds of both scores.
MOBILE_STAR_TIERS = (
    (550, "five_star_diamond"),
    (450, "five_star_gold"),
    (300, "five_star_silver"),
    (200, "four_star"),
    (100, "three_star"),
    (60, "two_star"),
    (30, "one_star"),
    (0, "quasi_star"),
)
MOBILE_STAR_CAP = "three_star"
MOBILE_STAR_CAPPED_FROM_SUSPENSIONS = 3
MOBILE_STAR_MOST_BONUS = 50
TELECOM_STAR_TIERS = (
    (8000, "seven_star"),
    (6000, "six_star"),
    (4000, "five_star"),
    (2300, "four_star"),
    (1500, "three_star"),
    (1000, "two_star"),
    (600, "one_star"),
)
