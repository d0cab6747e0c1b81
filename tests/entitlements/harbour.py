"""A small invented standard, whole and sound, from which tests make broken ones, and amendments of it."""

from __future__ import annotations

from datetime import date

from tierline.entitlements.policy import Book
from tierline.entitlements.standard_text import read_standard

HARBOUR = """\
standard: harbour-services
title: {en: Harbour services, zh: 港湾服务}
owner: harbour_office
clause: ENT-17
basis: source
schemes:
  harbour: all
columns:
  blue: {en: blue, zh: 蓝卡}
  white: {en: white, zh: 白卡}
  none: {en: no card, zh: 无卡}
local: [berth.within_hours, ferry]

versions:
- from: 2020-01-01
  services:
    berth:
      title: {en: Berth, zh: 泊位}
      handling: treatment
      cells: [priority, yes, standard]
      terms:
        within_hours: {blue: 2, white: 4}
        days: 3
    ferry:
      title: {en: Ferry, zh: 渡轮}
      handling: use
      products: [mobile]
      cells: [yes, yes, no]
      terms:
        quota: {all: 2 per month, blue: 1 per year}
    pier:
      title: {en: Pier, zh: 码头}
      handling: visit
      places:
        north: {title: {en: North, zh: 北}, site: "65"}
      cells: [yes, no, no]
"""

SUNRISE = """\
      title: {en: Sunrise walk, zh: 日出漫步}
      handling: use
      cells: [no, yes, standard]
      terms:
        quota: 3 per month
        fee_yuan: {none: 1.50}
"""
"""A row of a service that no code has ever heard of."""


def with_change(old: str, new: str, text: str = HARBOUR) -> str:
    """The standard with one place changed, which has to be there exactly once."""
    assert text.count(old) == 1, old
    return text.replace(old, new)


def harbour(text: str = HARBOUR) -> Book:
    """A book of this standard alone."""
    return Book({"harbour-services": read_standard(text, "harbour.yaml")})


DAY = date(2020, 6, 15)
