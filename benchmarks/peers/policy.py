"""unicom-star from 2015-01-20 on, as plain numbers; the pack says where they come from."""

from __future__ import annotations

SCHEME = "unicom-star"
TIERS = ("five_star", "honoured_guest", "loyal", "four_star", "three_star", "two_star", "one_star")
"""Best first; the place in here is the rank of a tier."""
SEGMENTS = ("public", "group_member")
PRODUCTS = ("mobile_2g", "mobile_3g", "mobile_4g", "mobile_5g", "mobile_bundle")
LEAST_TENURE_MONTHS = 7
WINDOW_MONTHS = 12

FACTORS = ((120, 30), (60, 27), (36, 24), (24, 22), (12, 21), (0, 20))
"""Full months before the rating month, and the factor in twentieths; the highest that is reached counts."""
STARS = ((5200, 0), (2800, 3), (1800, 4), (600, 5), (0, 6))
"""Score in twentieths, and the rank of the tier that it gives."""

KEPT_INSIDE_TERM = ("honoured_guest", "loyal")
STARTING = ("joined", "risen", "fallen", "renewed")
DUTIES = ("tell_customer",)
