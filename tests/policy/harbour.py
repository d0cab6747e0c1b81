"""A small invented policy, whole and sound, from which the tests make broken ones and new versions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

HARBOUR = """\
scheme: harbour
title: {en: Harbour card, zh: 港湾卡}
tiers:
  blue: {en: blue, zh: 蓝卡}
  white: {en: white, zh: 白卡}
clause: GRD-04
basis: source

versions:
- from: 2020-01-01
  eligible:
    product: [mobile]
    tenure_months: {over: 3}
  measures:
    spend:
      title: {en: spend, zh: 消费}
      mean: billed
      last_months: 3
  tier:
  - spend: {at_least: {200: blue, 100: white}}
  - brand: {is: {gotone: white}}
    where: {tenure_months: {at_least: 60}}
  membership:
    term: {months: 12}
    starts: {joined: rating_day, risen: rating_day, renewed: next_month, fallen: after_running}
    ends: {of: last_day_of_term}
    inside_term: {only: up}
    rated_anew: {in: last_term_month}
    closing: {ends: at_once}
"""


NOTE = "note: {open: {en: o, zh: 未定}, chosen: {en: c, zh: 选择}, instead: {en: i, zh: 其他}}"


def with_change(old: str, new: str, text: str = HARBOUR) -> str:
    """The pack with one place changed, which has to be there exactly once."""
    assert text.count(old) == 1, old
    return text.replace(old, new)


def with_version(version: str) -> str:
    """The pack with a second version behind the first."""
    return f"{HARBOUR}\n{version}"


@dataclass(frozen=True)
class Broken:
    """The pack with one mistake, and what the message then has to say of it."""

    name: str
    text: str
    line: int
    found: str
    expected: str
    by_schema: bool


def broken_packs() -> list[Broken]:
    """Every mistake of broken_packs.yaml."""
    cases = yaml.safe_load((Path(__file__).parent / "broken_packs.yaml").read_text("utf-8"))
    return [Broken(text=with_change(case.pop("from"), case.pop("to")), **case) for case in cases]
