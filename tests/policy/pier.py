"""A small invented policy of sites, whole and sound, from which the tests make broken ones."""

from __future__ import annotations

PIER = """\
scheme: pier
title: {en: Pier network, zh: 码头网络}
rates: site
tiers:
  good: {en: good, zh: 良}
  fair: {en: fair, zh: 中}
  poor: {en: poor, zh: 差}
clause: GRD-23
basis: source

versions:
- from: 2020-01-01
  measurements:
    signal_dbm: {title: {en: "signal, dBm", zh: 信号（dBm）}, kind: decimal}
    busy_share: {title: {en: "busy, %", zh: 忙时占比（%）}, kind: share}
    faults: {title: {en: faults, zh: 故障数}, kind: count}
  criteria:
    reach:
      title: {en: reach, zh: 覆盖}
      gives:
      - signal_dbm: {at_least: {-80: good, -95.5: fair}}
      - signal_dbm: {at_least: {-100: poor}}
    room:
      title: {en: room, zh: 容量}
      gives:
      - table: {inputs: [busy_share], rules: [["<= 40", good], ["(40..70.25]", fair], ["> 70.25", poor]]}
    order:                            # a word of SQL
      title: {en: care, zh: 维护}
      gives:
      - faults: {is: {0: good, 1: fair}}
      - faults: {at_least: {2: poor}}
  score:
  - reach: {is: {good: 3, fair: 2, poor: 1}}
  - room: {is: {good: 3, fair: 2, poor: 1}}
  - faults: {each: -0.5}
  tier:
  - score: {at_least: {5: good, 3.5: fair}}
    where: {order: {not: [poor]}}
  - score: {at_least: {0: poor}}
    where: {reach: [good, fair, poor]}
"""
