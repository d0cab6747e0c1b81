"""An amendment out of its text: rows that replace those of a standard, or the local rules that it allows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from tierline.entitlements.matrix import Amendment, InForce, NewTerms, Row, RowChange
from tierline.entitlements.rows import new_terms, row_of
from tierline.entitlements.standard_text import ENDED, sorted_mistakes
from tierline.policy.citing import Citing, Register, entered
from tierline.policy.clauses import clause_ids
from tierline.policy.reading import Place, read_yaml
from tierline.sites.errors import SiteWrong
from tierline.sites.model import HEADQUARTERS, checked
from tierline.wording import Text

HEAD = ("of", "site", "services")
A_SITE = Text("the path of a site such as 65 or 65.6501", "站点路径，例如 65 或 65.6501")
A_ROW = Text("a row of the standard, to set its terms anew", "标准中已有的服务项目，才能重设其条件")
NOTHING_LOCAL = Text("nothing, since the standard leaves nothing to sites", "无：该标准不允许地方另行规定")


def read_amendment(
    text: str, file: str, number: int, issued_on: date, in_force: Callable[[str], InForce]
) -> Amendment:
    """The amendment that a YAML text holds. Raises PackUnreadable, or the first PackError in it.

    `in_force` gives the standard that is amended as it holds, at a site, on the day of issue. There is no
    day in the text: an amendment holds from the day of issue. Clauses: GOV-02, GOV-04.
    """
    register = Register(clause_ids())
    amendment = None
    with register.going_on():
        root = read_yaml(text, file)
        keys, citing = entered(root, Citing(register), HEAD, ("of", "services"))
        site = _site(keys["site"]) if "site" in keys else HEADQUARTERS
        now = in_force(site)
        if keys["of"].text() != now.standard.name:
            keys["of"].refuse(Text(now.standard.name, f" {now.standard.name}"))
        changes = _Reading(citing, now, site).changes(keys["services"])
        amendment = Amendment(number, now.standard.name, site, issued_on, changes, text)
    mistakes = sorted_mistakes(register)
    if mistakes:
        raise mistakes[0]
    assert amendment is not None
    return amendment


def _site(place: Place) -> str:
    try:
        return checked(place.text())
    except SiteWrong:
        place.refuse(A_SITE)


@dataclass(frozen=True)
class _Reading:
    citing: Citing
    now: InForce
    site: str

    def changes(self, place: Place) -> Mapping[str, RowChange]:
        """What is said of each service."""
        found: dict[str, RowChange] = {}
        for name, key_place, value in place.pairs():
            with self.citing.register.going_on():
                key_place.name()
                found[name] = self._change(name, key_place, value)
        return found

    def _change(self, name: str, key_place: Place, place: Place) -> RowChange:
        """A whole row, the end of one (`none`), or `{terms: ...}` alone for the row that holds."""
        keys = [key for key, _, _ in place.pairs()] if place.is_mapping else []
        if "terms" in keys and "cells" not in keys:
            return self._terms(name, key_place, place)
        self._allow(name, key_place)
        if not place.is_mapping:
            place.one_of((ENDED,))
            return None
        return row_of(name, place, self.citing, tuple(self.now.standard.columns))

    def _terms(self, name: str, key_place: Place, place: Place) -> tuple[NewTerms, ...]:
        row: Row | None = self.now.rows.get(name)
        if row is None:
            key_place.refuse(A_ROW)
        keys, here = entered(place, self.citing, ("terms",), ("terms",))
        found = new_terms(keys["terms"], here, row)
        for term, term_place, _ in keys["terms"].pairs():
            if any(each.name == term for each in found):
                self._allow(name, term_place, f"{name}.{term}")
        return tuple(found)

    def _allow(self, name: str, place: Place, term: str = "") -> None:
        """Refuse what a site may not set. Headquarters may set everything. Clause: GOV-02."""
        local = self.now.standard.local
        if self.site == HEADQUARTERS or name in local or term in local:
            return
        listed = ", ".join(local)
        expected = Text(f"what the standard lets a site set: {listed}", f"标准允许地方规定的项目： {listed}")
        place.refuse(expected if local else NOTHING_LOCAL, f"`{term or name}`")
