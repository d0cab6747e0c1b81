"""The figures behind the sample operator: those measured on public files, then those that we chose.

`python benchmarks/measure_real_files.py --check` measures the first part again, name by name, and
docs/sample-operator.md says which file each comes from. Percentiles of a class are the 5th, 25th,
50th, 75th and 95th, of a whole file the 1st and 99th too, unless a name says otherwise.
"""

from __future__ import annotations

BY_CLASS = (0.05, 0.25, 0.50, 0.75, 0.95)
WHOLE = (0.01, 0.05, 0.25, 0.50, 0.75, 0.95, 0.99)

# ---------------------------------------------------------------- Beijing Mobile, 2022: data survey
# One entry a star class, low to high: not graded, quasi-star, one, two, three stars, silver card, gold card,
# platinum and diamond card.
STAR_SHARES = (0.0083, 0.0154, 0.0399, 0.1348, 0.565, 0.2009, 0.0214, 0.0145)
STAR_SPEND_YUAN = (
    (1.14, 29.4, 48.94, 72.33, 132.95),
    (10.0, 21.0, 21.0, 28.95, 46.42),
    (10.0, 21.0, 29.7, 57.43, 100.09),
    (6.58, 21.0, 38.0, 60.05, 107.21),
    (14.36, 33.65, 50.62, 70.67, 108.12),
    (90.0, 111.0, 130.0, 155.0, 210.32),
    (143.58, 173.12, 213.0, 240.03, 317.49),
    (116.73, 299.13, 320.0, 400.5, 567.58),
)
STAR_TENURE_MONTHS = (
    (4.0, 5.0, 5.0, 6.0, 49.7),
    (6.0, 8.0, 9.0, 11.0, 22.0),
    (7.0, 12.0, 22.0, 38.0, 62.6),
    (18.5, 48.0, 69.0, 92.0, 132.5),
    (76.85, 121.0, 139.0, 154.0, 165.0),
    (10.85, 68.25, 125.0, 150.0, 162.0),
    (18.15, 67.25, 120.0, 153.75, 160.2),
    (71.75, 95.75, 137.5, 150.5, 163.45),
)
BEIJING_SPEND_YUAN = (5.01, 12.37, 35.07, 59.66, 101.55, 194.33, 313.3)
TENURE_BY_SPEND = (122.0, 132.0, 122.0)
"""Median tenure, months, of spend under 30, under 90, and from 90 yuan. The sample is compared with it."""

# ---------------------------------------------------------------- Beijing Mobile, 2022: voice, and both
FIVE_G_SHARE_BY_SPEND_FIFTH = (0.37, 0.347, 0.4, 0.469, 0.57)
TWO_G_SHARE = 0.0074
HOME_BROADBAND_SHARE = 0.0269
ARREARS_SHARE = 0.0402
ARREARS_SHARE_BY_STAR = (0.0054, 0.0264, 0.0799, 0.1217)
"""Up to two stars; three stars; silver card; gold card and above."""
ARREARS_STAY = 0.825
"""Share of the lines in arrears that are so in the next month too."""
ARREARS_TO_BILL = (0.37, 0.72, 0.95)
"""What is owed as a part of the bill: 25th, 50th, 75th percentile of the lines in arrears."""
ZERO_MONTH_SHARE = 0.0105
BILL_TO_MEAN_BEFORE = (0.671, 0.999, 1.0, 1.057, 1.731)
"""A month's bill against the mean of the three before. Drawn from nowhere: the sample is compared with it."""

# ---------------------------------------------------------------- Sichuan Mobile, 2019-20: ordinary numbers
SICHUAN_SPEND_YUAN = (1.0, 1.57, 13.67, 33.55, 75.3, 162.72, 240.32)
SICHUAN_MISSING_MONTHS = 0.0589
"""Months without a bill among 8, joining and leaving included. The sample is compared with it."""
VARIATION_BY_SPEND = (
    (0.014, 0.164, 0.461, 1.437),
    (0.028, 0.169, 0.334, 0.762),
    (0.008, 0.092, 0.248, 0.554),
    (0.006, 0.072, 0.194, 0.456),
    (0.008, 0.053, 0.116, 0.281),
)
"""Deviation / mean of one line's 8 bills: 25th, 50th, 75th, 95th; by mean bill from 0, 20, 40, 80, 150."""
VARIATION = (0.011, 0.11, 0.301, 0.889)
REFUND_LINES_IN_8_MONTHS = 0.0024

# ---------------------------------------------------------------- Taiwan, 2005: monthly bills of a card
MONTH_TO_MONTH = 0.61
"""How much of this month's deviation from a line's level is still there in the next month."""
FADING_SHARE = 0.87
"""The part of a line's variance that fades so; the rest belongs to its month alone."""
SILENCE_STAY = 0.554
REFUND_TO_USUAL_BILL = (0.024, 0.218, 1.0)
"""A negative bill against the line's own median bill: 50th, 75th, 90th percentile."""

# ---------------------------------------------------------------- Iranian operator
CONTRACT_BAND_SHARES = (0.5613, 0.1959, 0.1254, 0.0632, 0.0543)
"""Shares of lines by charge band, lowest charge first."""
CONTRACT_SHARE_BY_CHARGE = (0.0255, 0.0746, 0.1114, 0.1759, 0.4386)
PREPAID_TENURE_MONTHS = (13.0, 30.0, 35.0, 38.0, 42.0)

# ---------------------------------------------------------------- IBM's teaching file: fixed and broadband
FIXED_TENURE_MONTHS = (1.0, 9.0, 29.0, 55.0, 72.0)
FIXED_CHARGE_TO_MEDIAN = (0.279, 0.505, 1.0, 1.277, 1.527)
FIXED_TENURE_TO_CHARGE = 0.276
"""Rank correlation."""
LEAVING_BY_TENURE = (1.995, 1.352, 1.082, 0.815, 0.626, 0.249)
"""Leaving against the mean, by tenure: to 6, 12, 24, 36, 60 months, and longer."""
TWO_YEAR_SHARE = 0.535
"""Among contracts of one or two years."""

# ---------------------------------------------------------------- chosen by us, measured nowhere
CLOSING_A_MONTH = 0.008
CLOSED_BEFORE_SHARE = 0.03
PLAN_CHANGE_A_MONTH = 0.006
PLAN_CHANGE_STEP = 0.35
"""Deviation of the logarithm of a plan change."""
DRIFT_A_MONTH = 0.004
"""Deviation, between lines, of the slow growth of a line's bill."""
SILENT_PREPAID_SHARE = 0.08
"""Set so that the months without a bill come near SICHUAN_MISSING_MONTHS."""
PREPAID_SHARE = 0.35
PREPAID_SUSPENSION_A_MONTH = 0.008
SUSPENDED_WHILE_OVERDUE = (0.6, 0.5, 0.3, 0.15)
"""From the second month in arrears on, by the classes of ARREARS_SHARE_BY_STAR: the best are given time."""
SPECIAL_GRADE_SHARE = 0.001
KINDS_OF_LINE = {
    "handset": 0.80,
    "mobile_bundle": 0.07,
    "broadband": 0.08,
    "fixed_line": 0.03,
    "data_card": 0.02,
}
THREE_G_SHARE = 0.05
USUAL_BILL_YUAN = {"broadband": 60.0, "fixed_line": 25.0, "data_card": 30.0}
SEGMENTS = {"public": 0.88, "group_member": 0.09, "group": 0.03}
ACCOUNT_KINDS = {"ordinary": 0.985, "staff": 0.008, "complimentary": 0.005, "test": 0.002}
REAL_NAME_SHARE = 0.985
VANITY_SHARES = (0.0002, 0.0010, 0.0040)
VANITY_SECURED_SHARE = 0.85
CONTRACT_KINDS = {"deposit_for_handset": 0.50, "phone_gives_credit": 0.25, "deposit_gives_credit": 0.25}
OPEN_CONTRACT_SHARE = 0.10
BONUS_PRODUCT_SHARES = (0.46, 0.27, 0.14, 0.06, 0.03, 0.02, 0.01, 0.005, 0.002, 0.001, 0.001)
"""Shares of mobile lines with no such product, with one, and so on; the rest have eleven."""
CONTRACT_PLANS_YUAN = (46, 66, 96, 126, 156, 186, 226, 286, 386, 586)
PLAN_KINDS = {
    "mobile_2g": {"sms_2g": 0.06, "high_traffic_2g": 0.08, "staff_2g": 0.03, "payphone": 0.01},
    "mobile_bundle": {"family_bundle": 0.30},
    "fixed_line": {"payphone": 0.02},
}
"""Shares of a product's lines; the rest has no such plan."""
BRANDED_SHARE = 0.55

CAPITAL = "11"
"""The province where bills are spread as measured in Beijing; elsewhere, as in Sichuan."""
SITES = {
    "11.1101.110101": 1, "11.1101.110102": 2, "11.1101.110105": 5, "11.1101.110108": 4, "11.1101.110112": 2,
    "41.4101.410102": 7, "41.4101.410103": 6, "41.4101.410105": 12, "41.4103.410302": 3, "41.4103.410305": 6,
    "41.4103.410311": 5, "41.4102.410202": 3, "41.4102.410203": 2, "41.4113.411302": 5, "41.4113.411303": 6,
    "65.6501.650102": 6, "65.6501.650103": 6, "65.6501.650104": 8, "65.6501.650105": 3, "65.6502.650203": 3,
    "65.6523.652301": 3, "65.6523.652302": 1, "65.6531.653101": 4,
}  # fmt: skip
"""Counties, as province.city.county, with their weights in lines."""
