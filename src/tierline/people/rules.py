"""Who may give which rights to whom, where a person's roles apply, and which passwords are fit. All pure."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable

from tierline.people.model import ROLES_OF_SYSTEMS, Person, RoleHeld
from tierline.rights.model import Actor
from tierline.rights.policy import CUSTOMER, permissions_of, roles
from tierline.sites.model import is_within, rank
from tierline.wording import Text

ACCOUNT = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")

RIGHTS_OVER_RIGHTS = frozenset({"person:manage", "client:manage", "site:manage"})
"""Permissions through which others could be got: only who holds them gives them, and no system does."""

SHORTEST, LONGEST, FEWEST_CHARACTERS = 12, 256, 5


def account_of(typed: str) -> str:
    """The account as it is kept: one spelling, whatever the case and width in which it is typed."""
    return unicodedata.normalize("NFKC", typed).strip().lower()


def may_give_person(actor: Actor, role: str, site: str) -> bool:
    """True where the actor may give, or take, a role that a person holds at a site. Clause: CHN-11."""
    if role not in roles() or role == CUSTOMER or role in ROLES_OF_SYSTEMS:
        return False
    over_rights = permissions_of((role,)) & RIGHTS_OVER_RIGHTS
    return actor.may("person:manage") and is_within(site, actor.site) and over_rights <= actor.permissions


def may_give_client(actor: Actor, role: str, site: str) -> bool:
    """True where the actor may give a role to a system at a site; never one that manages rights itself."""
    if role not in roles() or role == CUSTOMER:
        return False
    over_rights = permissions_of((role,)) & RIGHTS_OVER_RIGHTS
    return actor.may("client:manage") and is_within(site, actor.site) and not over_rights


def may_manage(actor: Actor, person: Person) -> bool:
    """True where everything that the person is and holds lies within what the actor may give.

    Who sets a password or stops an account could act as that person, hence their roles count too.
    """
    return is_within(person.site, actor.site) and all(
        may_give_person(actor, held.role, held.site) for held in person.roles
    )


def permissions_at(held: Iterable[RoleHeld], site: str) -> frozenset[str]:
    """What the roles allow at a site: those held there or above it. Clause: CHN-11."""
    return permissions_of(tuple(sorted({one.role for one in held if is_within(site, one.site)})))


def posts(held: Iterable[RoleHeld], home: str) -> tuple[str, ...]:
    """The sites at which somebody may sign in, the highest first; of equals the one above their own."""
    sites = {one.site for one in held}
    return tuple(sorted(sites, key=lambda site: (rank(site), not is_within(home, site), site)))


def weakness(password: str, account: str) -> Text | None:
    """Why a password would soon be guessed; None for one that is fit."""
    if not SHORTEST <= len(password) <= LONGEST:
        return Text(f"expected {SHORTEST} to {LONGEST} characters", f"应为 {SHORTEST} 至 {LONGEST} 个字符")
    plain = password.lower()
    if account in plain or plain in account:
        return Text("it must not be made of the account", "不得由账号构成")
    if len(set(plain)) < FEWEST_CHARACTERS or _is_a_row(plain):
        return Text("it repeats or counts; take several words", "过于简单（重复或连续），请使用多个词语")
    return None


def _is_a_row(text: str) -> bool:
    # 123456789012 has many characters and is among the first guesses; digits go on from 9 to 0.
    steps = {(ord(after) - ord(before)) % 10 for before, after in itertools.pairwise(text)}
    return len(steps) == 1
