"""Hashing passwords with Argon2, apart from the use cases: it is slow on purpose, no transaction waits."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from secrets import token_urlsafe
from threading import BoundedSemaphore

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from tierline.people import rules
from tierline.people.errors import PasswordWeak
from tierline.settings import Settings

_AT_ONCE = BoundedSemaphore(4)
"""Each takes 64 MiB by default: a flood of attempts shall wait, not use up the memory."""


def hashed(settings: Settings, password: str) -> str:
    """The hash of a password, with salt and parameters in it."""
    with _AT_ONCE:
        return _hasher(settings.argon2_memory_kib, settings.argon2_passes).hash(_one_form(password))


def verified(settings: Settings, password: str, hash_or_none: str | None) -> tuple[bool, str | None]:
    """Whether a password is right, and its hash anew where the parameters of the installation have changed.

    Without a hash it takes as long and is wrong, so that time does not tell whether there is an account.
    """
    hasher = _hasher(settings.argon2_memory_kib, settings.argon2_passes)
    against = hash_or_none or _hash_of_nobody(settings.argon2_memory_kib, settings.argon2_passes)
    with _AT_ONCE:
        is_right, anew = hasher.verify_and_update(_one_form(password), against)
    return (is_right, anew) if hash_or_none else (False, None)


def hashed_if_fit(settings: Settings, account: str, password: str) -> str:
    """The hash of a password that is fit for an account. Raises PasswordWeak."""
    problem = rules.weakness(password, rules.account_of(account))
    if problem:
        raise PasswordWeak(field="password", problem=problem)
    return hashed(settings, password)


def made_up() -> str:
    """A password for the first sign-in: 96 random bits."""
    return token_urlsafe(12)


def _one_form(password: str) -> bytes:
    # Keyboards write a letter in several ways of Unicode; half a letter, which JSON can hold, is none.
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


@lru_cache(maxsize=8)
def _hasher(memory_kib: int, passes: int) -> PasswordHash:
    return PasswordHash((Argon2Hasher(time_cost=passes, memory_cost=memory_kib, parallelism=1),))


@lru_cache(maxsize=8)
def _hash_of_nobody(memory_kib: int, passes: int) -> str:
    return _hasher(memory_kib, passes).hash(token_urlsafe(32))
