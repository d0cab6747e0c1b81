"""The policy log read and verified: every entry in its place, unchanged, signed, and allowed by the rules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tierline.errors import TierlineError
from tierline.policy.publication.entries import BEGINNING, entry_of, hash_of
from tierline.policy.publication.errors import HeadUnreadable, LogBroken
from tierline.policy.publication.keys import is_signed
from tierline.policy.publication.model import Act, Entry
from tierline.policy.publication.standing import Standing, Standings, after, check_deed
from tierline.wording import Language, Text

LOG = "policy-log.jsonl"


class FlawKind(StrEnum):
    """What can be wrong with a line of the log."""

    EMPTY = "empty"
    TORN = "torn"
    UNREADABLE = "unreadable"
    CHANGED = "changed"
    DISPLACED = "displaced"
    UNSIGNED = "unsigned"
    OTHER_KEY = "other_key"
    AGAINST_RULES = "against_rules"
    HEAD_DIFFERS = "head_differs"


FLAWS: Mapping[FlawKind, Text] = {
    FlawKind.EMPTY: Text("there is no entry in it", "其中没有记录"),
    FlawKind.TORN: Text(
        "the entry was not written to its end, as after a power cut", "该记录未写完，可能因断电造成"
    ),
    FlawKind.UNREADABLE: Text("this is no entry of a policy log", "这不是政策日志的记录"),
    FlawKind.CHANGED: Text("the entry was changed", "该记录被更改"),
    FlawKind.DISPLACED: Text(
        "it does not follow the entry before: one was removed, moved or put in",
        "与上一条记录不衔接：有记录被删除、移动或插入",
    ),
    FlawKind.UNSIGNED: Text("it is not signed with the key that opened the log", "未用建立日志的密钥签名"),
    FlawKind.OTHER_KEY: Text(
        "the log was opened with another key than the trusted one", "建立日志的密钥不是所信任的密钥"
    ),
    FlawKind.AGAINST_RULES: Text("the entry is against the rules", "该记录不合规则"),
    FlawKind.HEAD_DIFFERS: Text("the log does not hold the head that you noted", "日志中没有您记下的链首"),
}


@dataclass(frozen=True)
class Flaw:
    """What is wrong with a line, counted from 1; `detail` says more where there is more to say."""

    line: int
    kind: FlawKind
    detail: Text | None = None

    @property
    def text(self) -> Text:
        """The flaw in words."""
        said = FLAWS[self.kind]
        if self.detail is None:
            return said
        return Text(f"{said.en} ({self.detail.en})", f"{said.zh}（{self.detail.zh}）")


@dataclass(frozen=True)
class PolicyLog:
    """Entries that could be read, what is wrong, and how each scheme stands after the sound ones.

    `whole` is the length in bytes of all whole lines; what follows is a torn one.
    """

    file: str
    entries: tuple[Entry, ...] = ()
    flaws: tuple[Flaw, ...] = ()
    standings: Standings = field(default_factory=dict)
    whole: int = 0

    @property
    def public_key(self) -> str:
        """What the signatures are checked with: the first entry names it."""
        return self.entries[0].deed.public_key if self.entries else ""

    @property
    def head(self) -> str:
        """The last entry as `NUMBER:HASH`: who keeps it elsewhere can tell whether any was lost."""
        return f"{self.entries[-1].number}:{self.entries[-1].hash}" if self.entries else ""

    def standing(self, scheme: str) -> Standing:
        """How a scheme stands."""
        return self.standings.get(scheme, Standing())

    def check(self) -> None:
        """Raises LogBroken for the first flaw."""
        if self.flaws:
            flaw = self.flaws[0]
            torn = flaw.kind is FlawKind.TORN
            raise LogBroken(file=self.file, line=flaw.line, problem=flaw.text, next=MEND if torn else COMPARE)


MEND = Text(
    "Set the rest aside with tierline policy mend, which loses nothing and records it.",
    "请运行 tierline policy mend 将残余部分另存并记录，不会丢失内容。",
)
COMPARE = Text(
    "Keep the folder as it is, look at tierline policy log, and put back the log from a backup.",
    "请保留文件夹现状，查看 tierline policy log，并用备份恢复日志。",
)


def read(content: bytes, file: str, trusted: str | None = None, noted_head: str | None = None) -> PolicyLog:
    """The log that the bytes of a file hold, and all that is wrong with it.

    `trusted` is the public key that it has to be opened with, where one is known; `noted_head` a head that it
    showed before, which it has to hold still. Raises HeadUnreadable.
    """
    lines = content.split(b"\n")
    rest = lines.pop()
    reader = _Reader(trusted)
    for number, line in enumerate(lines, 1):
        reader.line(number, line)
    if rest:
        reader.flaws.append(Flaw(len(lines) + 1, FlawKind.TORN))
    elif not lines:
        reader.flaws.append(Flaw(1, FlawKind.EMPTY))
    if noted_head is not None:
        reader.check_head(noted_head)
    whole = len(content) - len(rest)
    return PolicyLog(file, tuple(reader.entries), tuple(reader.flaws), reader.standings, whole)


@dataclass
class _Reader:
    """Takes the lines one after the other."""

    trusted: str | None
    entries: list[Entry] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)
    standings: Standings = field(default_factory=dict)
    public_key: str = ""

    def line(self, number: int, line: bytes) -> None:
        try:
            entry = entry_of(line)
        except ValueError:
            self.flaws.append(Flaw(number, FlawKind.UNREADABLE))
            return
        before = self.entries[-1] if self.entries else None
        self.entries.append(entry)
        if before is None:
            self.public_key = entry.deed.public_key
        flaw = self._flaw(number, entry, before)
        if flaw is not None:
            self.flaws.append(flaw)
        # Behind a flaw nobody can say how things stood, and each rule would seem broken.
        if not self.flaws:
            self.standings = after(self.standings, entry)

    def _flaw(self, number: int, entry: Entry, before: Entry | None) -> Flaw | None:
        if hash_of(entry) != entry.hash:
            return Flaw(number, FlawKind.CHANGED)
        if not is_signed(self.public_key, entry.hash, entry.signature):
            return Flaw(number, FlawKind.UNSIGNED)
        follows = (before.number + 1, before.hash) if before else (1, BEGINNING)
        if (entry.number, entry.previous) != follows:
            return Flaw(number, FlawKind.DISPLACED)
        if (entry.deed.act is Act.OPENED) is not (before is None):
            return Flaw(number, FlawKind.DISPLACED)
        if before is None and self.trusted not in (None, self.public_key):
            return Flaw(number, FlawKind.OTHER_KEY)
        if not self.flaws:
            try:
                check_deed(self.standings, entry.deed)
            except TierlineError as refused:
                detail = Text(refused.message(Language.EN), refused.message(Language.ZH))
                return Flaw(number, FlawKind.AGAINST_RULES, detail)
        return None

    def check_head(self, noted: str) -> None:
        number, _, digest = noted.partition(":")
        if not re.fullmatch(r"[0-9]{1,9}", number) or len(digest) != len(BEGINNING):
            raise HeadUnreadable(found=noted[:80])
        if not any(entry.number == int(number) and entry.hash == digest for entry in self.entries):
            self.flaws.append(Flaw(len(self.entries) + 1, FlawKind.HEAD_DIFFERS))
