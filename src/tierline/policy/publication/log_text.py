"""The log, its verification and the packs as a user reads them, and the same for machines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from tierline.policy.publication.entries import entry_json
from tierline.policy.publication.model import Act, Entry, PackRecord
from tierline.policy.publication.review import PackReview, Review
from tierline.wording import Language, Text

ACTS = {
    Act.OPENED: Text("opened", "建立"),
    Act.SUBMITTED: Text("submitted", "提交"),
    Act.APPROVED: Text("approved", "批准"),
    Act.REJECTED: Text("rejected", "驳回"),
    Act.PUBLISHED: Text("published", "发布"),
    Act.MENDED: Text("mended", "修补"),
}
BY_ACCOUNT = Text("{name} ({account})", "{name}（{account}）")
OPENED_WITH = Text("{packs} packs with {versions} versions", "{packs} 个政策包，共 {versions} 个版本")
ON_PACK = Text(
    "{scheme}, draft {digest}, latest version from {last}", "{scheme}，草案 {digest}，最新版本自 {last} 起"
)
SIMULATED = Text(
    "simulation {digest} of {month}, months: {months}, transition: {transition}",
    "模拟 {digest}：{month}，月数 {months}，过渡方式 {transition}",
)
SET_ASIDE = Text("{length} bytes of a torn entry set aside", "另存未写完的记录 {length} 字节")

VERIFIED = Text(
    "{entries} entries verified: each in its place, unchanged, signed for the key {key}.",
    "已校验 {entries} 条记录：次序、内容与签名均正确，公钥 {key}。",
)
FLAWED = Text("{file}, line {line}: {problem}", "{file} 第 {line} 行：{problem}")
AS_PUBLISHED = Text("{file}: as published.", "{file}：与发布时一致。")
GONE = Text("There is no pack of {scheme}, which was published.", "已发布的 {scheme} 没有政策包。")
WAITS = Text(
    "{scheme}: the draft {digest} of entry {entry} waits for a second person's approval.",
    "{scheme}：第 {entry} 条提交的草案 {digest} 待第二人批准。",
)
MAY_BE_PUBLISHED = Text(
    "{scheme}: the draft {digest} of entry {entry} is approved and may be published.",
    "{scheme}：第 {entry} 条提交的草案 {digest} 已批准，可以发布。",
)
HEAD = Text(
    "Head: {head}. Keep it elsewhere and give it with --head next time.",
    "链首：{head}。请另行保存，下次用 --head 给出。",
)


def lines(review: Review, language: Language) -> Iterator[str]:
    """The entries, a line each and what they are about below it; then what was found of log and packs."""
    width = len(str(review.entries[-1].number)) if review.entries else 1
    for entry in review.entries:
        person = entry.deed.person
        name = person.name
        if person.account != name:
            name = BY_ACCOUNT.read(language, name=name, account=person.account)
        moment = entry.at.strftime("%Y-%m-%d %H:%M:%S UTC")
        yield f"{entry.number:>{width}}  {moment}  {ACTS[entry.deed.act].read(language)}  {name}"
        yield from (f"{'':>{width}}  {text}" for text in told(entry, language))
    yield from _found(review, language)


def told(entry: Entry, language: Language) -> Iterator[str]:
    """What an entry is about, a line each."""
    deed = entry.deed
    if deed.act is Act.OPENED:
        versions = sum(len(pack.versions) for pack in deed.packs)
        yield OPENED_WITH.read(language, packs=len(deed.packs), versions=versions)
    else:
        for pack in deed.packs:
            yield ON_PACK.read(language, scheme=pack.scheme, digest=pack.digest[:12], last=last_day(pack))
    if deed.simulation is not None:
        facts = {**vars(deed.simulation), "digest": deed.simulation.digest[:12]}
        yield SIMULATED.read(language, **facts)
    if deed.set_aside is not None:
        yield SET_ASIDE.read(language, length=deed.set_aside.length)
    if deed.reason:
        yield deed.reason


def last_day(pack: PackRecord) -> date:
    """The first day of the latest version."""
    return pack.versions[-1].starts_on


def _found(review: Review, language: Language) -> Iterator[str]:
    log = review.log
    for flaw in log.flaws:
        yield FLAWED.read(language, file=log.file, line=flaw.line, problem=flaw.text.read(language))
    if not log.flaws:
        yield VERIFIED.read(language, entries=len(log.entries), key=f"{log.public_key[:12]}…")
    for pack in review.packs:
        yield from _of_pack(pack, language)
    if not log.flaws:
        yield HEAD.read(language, head=log.head)


def _of_pack(pack: PackReview, language: Language) -> Iterator[str]:
    if not pack.file:
        yield GONE.read(language, scheme=pack.scheme)
    elif pack.is_sound:
        yield AS_PUBLISHED.read(language, file=pack.file)
    for problem in pack.problems:
        yield problem.message(language)
    if pack.waiting is not None:
        said = MAY_BE_PUBLISHED if pack.is_approved else WAITS
        digest, entry = pack.waiting.deed.packs[0].digest[:12], pack.waiting.number
        yield said.read(language, scheme=pack.scheme, digest=digest, entry=entry)


def as_json(review: Review) -> dict[str, Any]:
    """The same for machines: entries as the log has them, flaws and packs in both languages."""
    return {
        "sound": review.is_sound,
        "public_key": review.log.public_key,
        "head": review.log.head,
        "entries": [entry_json(entry) for entry in review.entries],
        "flaws": [
            {"line": flaw.line, "kind": flaw.kind.value, "message": _both(flaw.text)}
            for flaw in review.log.flaws
        ],
        "packs": [
            {
                "scheme": pack.scheme,
                "file": pack.file or None,
                "as_published": pack.is_sound,
                "problems": [
                    {language.value: problem.message(language) for language in Language}
                    for problem in pack.problems
                ],
                "waiting": pack.waiting.number if pack.waiting else None,
                "approved": pack.is_approved,
            }
            for pack in review.packs
        ],
    }


def _both(text: Text) -> dict[str, str]:
    return {language.value: text.read(language) for language in Language}
