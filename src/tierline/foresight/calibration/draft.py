"""The new version that a calibration drafts: its bounds, and why they are so."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from tierline.foresight.calibration.errors import BoundsNotFalling
from tierline.foresight.calibration.ladder import ladder_of
from tierline.foresight.calibration.model import Calibration, Ladder, Rung, TierResult, number
from tierline.foresight.calibration.rules import not_falling
from tierline.policy.drafting import NOT_THE_SAME, Draft, draft_with, new_version, refuse_draft
from tierline.policy.model import Pack, Version
from tierline.tables.notation import text_of
from tierline.wording import Language, Text

THRESHOLDS_CLAUSE = "GRD-19"
"""That thresholds are computed anew each December and replace those before."""

OPEN = Text(
    "The shares of tiers from which thresholds are computed are not said.", "未说明用以测算阈值的各等级占比。"
)
CHOSEN = Text(
    "Calibrated on the figures of {month}, rated on {day}, with {eligible} eligible lines: {wishes}.{kept}",
    "按 {month} 的数据（评定日 {day}，参评 {eligible} 条线路）测算：{wishes}。{kept}",
)
KEPT = Text(" As before: {tiers}.", "沿用原界值：{tiers}。")
INSTEAD = Text(
    "The bounds of the version from {version}: {bounds}.", "沿用自 {version} 起版本的界值：{bounds}。"
)

AT_MOST = Text("{tier} at most {lines} lines", "{tier} 至多 {lines} 条")
SHARE = Text("{tier} {share} of them", "{tier} 占 {share}")

GIVE_LOWER = Text(
    "Give {lower} a --share or an --at-most as well.", "请为 {lower} 也给出 --share 或 --at-most。"
)
OTHER_SHARES = Text(
    "Too many lines have the same figure for these shares: widen that of {lower}, or leave a tier out.",
    "在这些占比下，同一数值的线路过多：请调高 {lower} 的占比，或少设一级。",
)


def draft_of(pack: Pack, ladder: Ladder, calibration: Calibration) -> Draft:
    """The pack with the new version. Raises BoundsNotFalling and DraftImpossible."""
    _check_falling(calibration.tiers)
    draft = draft_with(pack, _entry(pack, ladder, calibration))
    new, last = new_version(pack, draft), pack.versions[-1]
    expected = replace(last, starts_on=new.starts_on, citation=new.citation, tier=new.tier)
    rungs = tuple(Rung(tier.tier, tier.bound) for tier in calibration.tiers)
    now = ladder_of(new)
    if new != expected or now.rungs != rungs or now.beside != ladder_of(last).beside:
        refuse_draft(pack, NOT_THE_SAME)
    return draft


def _check_falling(tiers: Sequence[TierResult]) -> None:
    pair = not_falling([Rung(tier.tier, tier.bound) for tier in tiers])
    if pair is None:
        return
    upper, lower = pair
    is_kept = any(tier.tier == lower.tier and tier.wish is None for tier in tiers)
    advice = GIVE_LOWER if is_kept else OTHER_SHARES
    raise BoundsNotFalling(
        upper=upper.tier,
        upper_bound=number(upper.bound),
        lower=lower.tier,
        lower_bound=number(lower.bound),
        advice=Text(advice.en.format(lower=lower.tier), advice.zh.format(lower=lower.tier)),
    )


# ---------------------------------------------------------------- the text


def _entry(pack: Pack, ladder: Ladder, calibration: Calibration) -> list[str]:
    """The lines of the new version: the day, why it is so, and the block of the tiers."""
    clause = THRESHOLDS_CLAUSE if _cites_thresholds(pack.versions[-1]) else ladder.clause
    notes = _notes(ladder, calibration)
    return [
        f"from: {calibration.starts_on}",
        f"clause: {clause}",
        "basis: example",
        "note:",
        *(f"  {name}: {{en: {_quoted(note.en)}, zh: {_quoted(note.zh)}}}" for name, note in notes),
        "tier:",
        *_lines(ladder, calibration),
    ]


def _lines(ladder: Ladder, calibration: Calibration) -> Iterator[str]:
    """The lines of the block: a ladder for the tiers that ask for the same beside the figure."""
    for beside, tiers in groupby(calibration.tiers, lambda tier: ladder.beside.get(tier.tier, {})):
        rungs = ", ".join(f"{number(tier.bound)}: {tier.tier}" for tier in tiers)
        yield f"- {ladder.figure}: {{at_least: {{{rungs}}}}}"
        if beside:
            tests = ", ".join(f"{name}: {{test: {_quoted(text_of(test))}}}" for name, test in beside.items())
            yield f"  where: {{{tests}}}"
        yield f"  clause: {ladder.clause}"


def _cites_thresholds(version: Version) -> bool:
    """True where the scheme is one of those whose thresholds are computed anew each year."""
    cited = (version.citation, version.thresholds_citation)
    return any(citation is not None and citation.clause == THRESHOLDS_CLAUSE for citation in cited)


def _notes(ladder: Ladder, calibration: Calibration) -> list[tuple[str, Text]]:
    """What is open, what was chosen, and what else could have been."""
    texts = []
    for language in Language:
        wishes = ", ".join(_wish(tier, language) for tier in calibration.wished)
        kept = ", ".join(
            f"{tier.tier} {number(tier.bound)}" for tier in calibration.tiers if tier.wish is None
        )
        texts.append(
            CHOSEN.read(
                language,
                month=calibration.month.strftime("%Y-%m"),
                day=calibration.rated_on,
                eligible=calibration.eligible,
                wishes=wishes,
                kept=KEPT.read(language, tiers=kept) if kept else "",
            )
        )
    bounds = ", ".join(f"{rung.tier} {number(rung.bound)}" for rung in ladder.rungs)
    instead = {"version": calibration.version, "bounds": bounds}
    return [
        ("open", OPEN),
        ("chosen", Text(*texts)),
        ("instead", Text(INSTEAD.en.format(**instead), INSTEAD.zh.format(**instead))),
    ]


def _wish(tier: TierResult, language: Language) -> str:
    assert tier.wish is not None
    if tier.wish.share is not None:
        return SHARE.read(language, tier=tier.tier, share=f"{tier.wish.share:f}")
    return AT_MOST.read(language, tier=tier.tier, lines=tier.wish.at_most)


def _quoted(text: str) -> str:
    """A text as YAML holds it whatever its letters; JSON's strings are YAML's."""
    return json.dumps(text, ensure_ascii=False)
