"""The check of a policy or a table as a user calls it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from tests.policy.harbour import HARBOUR, with_change
from tierline.cli.main import application
from tierline.linting.model import Told
from tierline.linting.packs import told_of_pack
from tierline.policy.load import read_pack

LADDER = "  - spend: {at_least: {200: blue, 100: white}}\n"
SECOND = "  - brand: {is: {gotone: white}}\n    where: {tenure_months: {at_least: 60}}\n"


def check(*arguments: object, of: str = "policy", columns: int = 120) -> Result:
    """The answer of `tierline policy check`; errors go through, as to the edge."""
    answer = CliRunner().invoke(
        application(), [of, "check", *map(str, arguments)], env={"COLUMNS": str(columns)}
    )
    if answer.exception is not None and not isinstance(answer.exception, SystemExit):
        raise answer.exception
    return answer


def checked(*arguments: object, of: str = "policy") -> Any:
    """What it prints for machines."""
    return json.loads(check(*arguments, "--json", of=of).output)


def with_tiers(*lines: str, text: str = HARBOUR) -> str:
    """The pack with other lines of the block `tier`."""
    return with_change(LADDER + SECOND, "".join(f"  - {line}\n" for line in lines), text)


def told(text: str) -> list[Told]:
    """What is told of a pack."""
    return list(told_of_pack(read_pack(text, "harbour.yaml")))


def written(folder: Path, text: str, name: str = "harbour.yaml") -> Path:
    """The pack as a file."""
    path = folder / name
    path.write_text(text, "utf-8")
    return path
