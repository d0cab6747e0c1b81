"""What the columns of tables may hold, as the item definitions of a DMN file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tierline.tables.dmn.elements import Node, node, text_node
from tierline.tables.model import DecisionTable, Domain, Kind
from tierline.tables.notation import text_of

TYPE_NAMES = {
    Kind.NUMBER: "number",
    Kind.STRING: "string",
    Kind.BOOLEAN: "boolean",
    Kind.DATE: "date",
    Kind.NULL: "Null",
    None: "Any",
}


class Types:
    """The type of each column: one of FEEL's own, or an item definition where only some values are allowed.

    Columns of one name share a definition as long as they agree.
    """

    def __init__(self, tables: Sequence[DecisionTable]) -> None:
        self._tables = tables
        self._names: dict[tuple[Any, ...], str] = {}
        taken: set[str] = set(filter(None, TYPE_NAMES.values()))
        for table in tables:
            for column, domain in table.domains.items():
                key = _key(column, domain)
                if domain.allowed is None or key in self._names:
                    continue
                name, number = f"{column} values", 1
                while name in taken:
                    number += 1
                    name = f"{column} values {number}"
                taken.add(name)
                self._names[key] = name

    def of_input(self, table: DecisionTable, column: str) -> str:
        """The type of an input; nothing where the table does not say."""
        return self._name(column, table.domains.get(column))

    # An input and an output of one name share their domain in a table, and so they do here.
    of_output = of_input

    def shared_inputs(self, fed: set[tuple[str, str]]) -> dict[str, str]:
        """Every input that no table feeds, with its type where all the tables that use it agree."""
        found: dict[str, str] = {}
        for table in self._tables:
            for column in table.inputs:
                if (table.name, column) in fed:
                    continue
                name = self.of_input(table, column)
                found[column] = name if found.setdefault(column, name) == name else ""
        return found

    def definitions(self) -> list[Node]:
        """The item definitions."""
        found = []
        written: set[str] = set()
        for table in self._tables:
            for column, domain in table.domains.items():
                name = self._name(column, domain)
                if domain.allowed is None or name in written:
                    continue
                written.add(name)
                inside = [
                    Node("typeRef", {}, (), TYPE_NAMES[domain.kind]),
                    text_node("allowedValues", {}, text_of(domain.allowed)),
                ]
                found.append(node("itemDefinition", {"id": f"type_{len(written)}", "name": name}, inside))
        return found

    def _name(self, column: str, domain: Domain | None) -> str:
        if domain is None or (domain.kind is None and domain.allowed is None):
            return ""
        return TYPE_NAMES[domain.kind] if domain.allowed is None else self._names[_key(column, domain)]


def _key(column: str, domain: Domain) -> tuple[Any, ...]:
    allowed = None if domain.allowed is None else text_of(domain.allowed)
    return column, domain.kind, allowed
