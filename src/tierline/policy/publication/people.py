"""Who acts: the name given, or the operating system's user; and when two names are one person's."""

from __future__ import annotations

import os
import pwd
import unicodedata

from tierline.policy.publication.errors import PersonUnknown, WordsRefused
from tierline.policy.publication.model import Person
from tierline.wording import Text

LONGEST_NAME = 80
LONGEST_REASON = 500

SERVICE = "service:"
"""Stands before the accounts of people who act through the service, where they are signed in."""

NAME, REASON = Text("A name", "姓名"), Text("A reason", "理由")


def person_of(name: str | None) -> Person:
    """The person of that name, or of the operating system's user. Raises PersonUnknown, WordsRefused."""
    # The environment's LOGNAME, which other ways of asking go by, is anybody's to set.
    user = os.getuid()
    try:
        account = pwd.getpwuid(user).pw_name
    except KeyError:
        account = f"uid {user}"
        if name is None:
            raise PersonUnknown(account=account) from None
    return Person(words(account if name is None else name, NAME, LONGEST_NAME), account)


def reason_of(written: str) -> str:
    """A reason as it is recorded; none is empty. Raises WordsRefused."""
    return words(written, REASON, LONGEST_REASON) if written.strip() else ""


def words(written: str, what: Text, longest: int) -> str:
    """The text on one line, without letters that cannot be seen. Raises WordsRefused."""
    seen = "".join(letter for letter in written if unicodedata.category(letter) != "Cf")
    found = " ".join(seen.split())
    if not found or len(found) > longest or not found.isprintable():
        raise WordsRefused(what=what, longest=longest)
    return found


def is_same_person(one: Person, other: Person) -> bool:
    """True for one account of the service, whatever its names; elsewhere for two writings of one name.

    Case, spacing and width of letters make nobody a second person.
    """
    if all(each.account.startswith(SERVICE) for each in (one, other)):
        return one.account == other.account
    return _folded(one.name) == _folded(other.name)


def _folded(name: str) -> str:
    wide = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return "".join(letter for letter in wide if not letter.isspace() and unicodedata.category(letter) != "Cf")
