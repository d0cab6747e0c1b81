"""The commands of commands.yaml, checked as they are read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources

from tierline.policy.reading import read_yaml
from tierline.text_commands.model import Action, Command
from tierline.wording import Text

FILE = "commands.yaml"
CODE = re.compile(r"[A-Z0-9]{2,12}")

A_CODE = Text("a code of 2 to 12 capital letters and digits", "2 至 12 位大写字母或数字的代码")
ANOTHER = Text("a code and titles that no other command has", "与其他指令不同的代码和名称")


def plain(text: str) -> str:
    """A text as commands are compared: without width, case, spaces and punctuation."""
    return "".join(each for each in unicodedata.normalize("NFKC", text).upper() if each.isalnum())


def read_commands(text: str) -> Mapping[str, Command]:
    """The commands of a YAML text, by everything that may be sent for them. Raises PackError."""
    found: dict[str, Command] = {}
    for code, place, value in read_yaml(text, FILE).pairs():
        if not CODE.fullmatch(code):
            place.refuse(A_CODE)
        keys = value.mapping(("title", "action"), required=("title", "action"))
        command = Command(code, keys["title"].bilingual(), keys["action"].one_of(tuple(Action)))
        for word in (code, command.title.en, command.title.zh):
            if found.setdefault(plain(word), command) is not command:
                place.refuse(ANOTHER)
    return found


@lru_cache(maxsize=1)
def commands() -> Mapping[str, Command]:
    """The commands that there are, by everything that may be sent for them."""
    return read_commands(resources.files("tierline.text_commands").joinpath(FILE).read_text("utf-8"))


def command_of(text: str) -> Command | None:
    """The command that a customer means; None where the text is none."""
    return commands().get(plain(text))


def code_of(action: Action) -> str:
    """The code word that is printed for an action."""
    return next(each.code for each in commands().values() if each.action is action)


@lru_cache(maxsize=1)
def listed() -> Text:
    """All commands with their titles, as a customer is told of them."""
    different = tuple(dict.fromkeys(commands().values()))
    return Text(
        ", ".join(f"{each.code} {each.title.en}" for each in different),
        "，".join(f"{each.code}{each.title.zh}" for each in different),
    )
