"""The roles that an installation can assign, read from roles.yaml."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

import yaml

from tierline.rights.model import Role
from tierline.wording import Text

CUSTOMER = "customer"
"""The role of a customer who signs in; nobody else is given it."""


@lru_cache(maxsize=1)
def _file() -> dict[str, dict[str, dict[str, object]]]:
    text = resources.files("tierline.rights").joinpath("roles.yaml").read_text("utf-8")
    return dict(yaml.safe_load(text))


@lru_cache(maxsize=1)
def permissions() -> dict[str, Text]:
    """Every permission there is, with its title."""
    return {name: Text(str(title["en"]), str(title["zh"])) for name, title in _file()["permissions"].items()}


@lru_cache(maxsize=1)
def roles() -> dict[str, Role]:
    """Every role by its name."""
    found = {}
    for name, entry in _file()["roles"].items():
        title, names = entry["title"], entry["permissions"]
        assert isinstance(title, dict)
        assert isinstance(names, list)
        found[name] = Role(name, Text(title["en"], title["zh"]), frozenset(names))
    return found


@lru_cache(maxsize=1024)
def permissions_of(names: tuple[str, ...]) -> frozenset[str]:
    """All permissions of the roles of these names; a role that no longer exists gives none."""
    held = (roles()[name].permissions for name in names if name in roles())
    return frozenset().union(*held)
