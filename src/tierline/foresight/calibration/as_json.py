"""A calibration as plain data for machines; bounds and shares are texts, so that nothing rounds them."""

from __future__ import annotations

from typing import Any

from tierline.errors import TierlineError
from tierline.foresight.calibration.model import Calibration, TierResult, number
from tierline.policy.drafting import Draft
from tierline.wording import Language, Text


def as_json(
    calibration: Calibration, draft: Draft | None, problem: TierlineError | None, written: str | None
) -> dict[str, Any]:
    """The whole calibration, the diff of the new version or what stands in its way, and where it went."""
    moved_by = calibration.moved_by
    return {
        "scheme": calibration.scheme,
        "month": calibration.month.strftime("%Y-%m"),
        "rated_on": calibration.rated_on.isoformat(),
        "policy_version": calibration.version.isoformat(),
        "from": calibration.starts_on.isoformat(),
        "figure": calibration.figure,
        "near_moves": _both(moved_by) if moved_by else None,
        "lines": calibration.lines,
        "eligible": calibration.eligible,
        "tiers": [_tier(tier) for tier in calibration.tiers],
        "rated": {
            name: {"before": before, "after": after} for name, (before, after) in calibration.rated.items()
        },
        "history": [
            {
                "month": past.month.strftime("%Y-%m"),
                "eligible": past.eligible,
                "bounds": None
                if past.bounds is None
                else {
                    tier.tier: number(bound)
                    for tier, bound in zip(calibration.wished, past.bounds, strict=True)
                },
            }
            for past in calibration.history
        ],
        "notes": [_both(note) for note in calibration.notes],
        "diff": draft.diff if draft else None,
        "no_version": {language.value: problem.message(language) for language in Language}
        if problem
        else None,
        "written": written,
    }


def _tier(tier: TierResult) -> dict[str, Any]:
    wish = tier.wish
    return {
        "tier": tier.tier,
        "share": f"{wish.share:f}" if wish and wish.share is not None else None,
        "at_most": wish.at_most if wish else None,
        "bound_before": number(tier.before),
        "bound": number(tier.bound),
        "lines_that_reach_it": tier.reached,
        "near": None
        if tier.near is None
        else [
            {
                "yuan": near.yuan,
                "lines": near.would_rise + near.would_fall,
                "would_rise": near.would_rise,
                "would_fall": near.would_fall,
            }
            for near in tier.near
        ],
    }


def _both(text: Text) -> dict[str, str]:
    return {"en": text.en, "zh": text.zh}
