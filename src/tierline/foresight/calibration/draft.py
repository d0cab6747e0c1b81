"""The new version in the text of its pack: added behind the last one, with not a byte of the rest changed."""

from __future__ import annotations

import difflib
import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

import yaml

from tierline.errors import TierlineError
from tierline.foresight.calibration.errors import (
    BoundsNotFalling,
    DraftAmongPacks,
    DraftImpossible,
    DraftThere,
    DraftUnwritable,
)
from tierline.foresight.calibration.ladder import ladder_of
from tierline.foresight.calibration.model import Calibration, Ladder, Rung, TierResult, number
from tierline.foresight.calibration.rules import not_falling
from tierline.policy.load import bundled_folder, problem_of, read_pack
from tierline.policy.model import Pack, Version
from tierline.policy.yaml_text import compose
from tierline.wording import Language, Text

THRESHOLDS_CLAUSE = "GRD-19"
"""That thresholds are computed anew each December and replace those before."""

OTHER_BEHIND = Text("the key `versions` is not the last one", "versions 不是最后一个键")
IN_BRACES = Text("its versions are written in brackets or braces", "各版本写在方括号或花括号内")
NO_DASH = Text("the last version does not begin on the line of its dash", "最后一个版本未与其“- ”写在同一行")
NOT_THE_SAME = Text(
    "read again with the new version, it does not say the same of the versions before",
    "加入新版本后重新读取，原有版本的含义发生变化",
)
NOT_READ = Text("with the new version it cannot be read any more", "加入新版本后无法读取")

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
NO_NEWLINE = "\\ No newline at end of file"

AT_MOST = Text("{tier} at most {lines} lines", "{tier} 至多 {lines} 条")
SHARE = Text("{tier} {share} of them", "{tier} 占 {share}")

GIVE_LOWER = Text(
    "Give {lower} a --share or an --at-most as well.", "请为 {lower} 也给出 --share 或 --at-most。"
)
OTHER_SHARES = Text(
    "Too many lines have the same figure for these shares: widen that of {lower}, or leave a tier out.",
    "在这些占比下，同一数值的线路过多：请调高 {lower} 的占比，或少设一级。",
)


@dataclass(frozen=True)
class Draft:
    """A pack with its new version: the whole text, and what it adds as a unified diff."""

    text: str
    diff: str


def draft_of(pack: Pack, ladder: Ladder, calibration: Calibration) -> Draft:
    """The pack with the new version. Raises BoundsNotFalling and DraftImpossible."""
    _check_falling(calibration.tiers)
    dash, inside = _indents(pack)
    newline = "\r\n" if "\r\n" in pack.text else "\n"
    lines = ["", *_entry(pack, ladder, calibration, " " * dash, " " * (inside - dash - 1))]
    text = pack.text if pack.text.endswith("\n") else pack.text + newline
    text += "".join(line + newline for line in lines)
    _check_same(pack, text, tuple(Rung(tier.tier, tier.bound) for tier in calibration.tiers))
    return Draft(text, _diff(pack, text))


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


def _indents(pack: Pack) -> tuple[int, int]:
    """In which columns the dash of a version stands, and its keys. Raises DraftImpossible."""
    root = compose(pack.text, pack.path)
    assert isinstance(root, yaml.MappingNode)
    key, versions = root.value[-1]
    if key.value != "versions":
        _refuse(pack, OTHER_BEHIND)
    if root.flow_style or versions.flow_style:
        _refuse(pack, IN_BRACES)
    start = versions.value[-1].start_mark
    before = pack.text.split("\n")[start.line][: start.column]
    found = re.fullmatch(r"( *)- +", before)
    if found is None:
        _refuse(pack, NO_DASH)
    return len(found[1]), len(before)


def _entry(pack: Pack, ladder: Ladder, calibration: Calibration, indent: str, gap: str) -> list[str]:
    """The lines of the new version: the day, why it is so, and the block of the tiers."""
    rungs = ", ".join(f"{number(tier.bound)}: {tier.tier}" for tier in calibration.tiers)
    clause = THRESHOLDS_CLAUSE if _cites_thresholds(pack.versions[-1]) else ladder.clause
    inside = indent + " " + " " * len(gap)
    notes = _notes(ladder, calibration)
    return [
        f"{indent}-{gap}from: {calibration.starts_on}",
        f"{inside}clause: {clause}",
        f"{inside}basis: example",
        f"{inside}note:",
        *(f"{inside}  {name}: {{en: {_quoted(note.en)}, zh: {_quoted(note.zh)}}}" for name, note in notes),
        f"{inside}tier:",
        f"{inside}- {ladder.figure}: {{at_least: {{{rungs}}}}}",
        f"{inside}  clause: {ladder.clause}",
    ]


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


# ---------------------------------------------------------------- held against the pack


def _check_same(pack: Pack, text: str, rungs: tuple[Rung, ...]) -> None:
    """Raises DraftImpossible unless the text says what the pack says, and the new version beside it."""
    try:
        found = read_pack(text, pack.path)
    except TierlineError:
        _refuse(pack, NOT_READ)
    *before, new = found.versions
    last = pack.versions[-1]
    expected = replace(last, starts_on=new.starts_on, citation=new.citation, tier=new.tier)
    is_same = (found.scheme, found.title, found.tiers) == (pack.scheme, pack.title, pack.tiers)
    if not is_same or tuple(before) != pack.versions or new != expected or ladder_of(new).rungs != rungs:
        _refuse(pack, NOT_THE_SAME)


def _refuse(pack: Pack, problem: Text) -> NoReturn:
    raise DraftImpossible(file=pack.path, problem=problem)


def _diff(pack: Pack, text: str) -> str:
    """The unified diff from the pack to the text, as `patch` takes it."""
    old, new = (io.StringIO(each, newline="\n").readlines() for each in (pack.text, text))
    lines = difflib.unified_diff(old, new, pack.path, pack.path)
    return "".join(line if line.endswith("\n") else f"{line}\n{NO_NEWLINE}\n" for line in lines)


# ---------------------------------------------------------------- the file


def check_target(path: Path, policies: Path | None) -> None:
    """Raises DraftAmongPacks and DraftThere for a place where no draft may be written."""
    folder = path.absolute().parent.resolve()
    if folder in {bundled_folder().resolve(), (policies or bundled_folder()).resolve()}:
        raise DraftAmongPacks(path=path)
    if path.exists() or path.is_symlink():
        raise DraftThere(path=path)


def write(draft: Draft, path: Path) -> None:
    """Write the draft as a new file. Raises DraftThere and DraftUnwritable."""
    try:
        with path.open("xb") as file:
            file.write(draft.text.encode())
    except FileExistsError:
        raise DraftThere(path=path) from None
    except OSError as error:
        # What was begun is no draft; a folder that is not there holds nothing to take away.
        if not isinstance(error, FileNotFoundError | NotADirectoryError | PermissionError):
            path.unlink(missing_ok=True)
        raise DraftUnwritable(path=path, problem=problem_of(error)) from None
