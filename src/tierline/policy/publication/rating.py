"""Packs as they may be rated by: where their folder has a log, only what stands as it was published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tierline.policy.errors import SchemeOfLines, SchemeOfSites
from tierline.policy.load import in_force, pack_of, packs_of, read_packs
from tierline.policy.model import Pack, Rates, Version
from tierline.policy.publication.errors import LogMissing, NotAsPublished
from tierline.policy.publication.keys import trusted_key
from tierline.policy.publication.log import LOG
from tierline.policy.publication.model import VersionDigest
from tierline.policy.publication.standing import PublishedVersion, Standing
from tierline.policy.publication.store import has_log, reading
from tierline.policy.publication.texts import PACK, TEXTS
from tierline.policy.publication.version_digests import version_digests
from tierline.wording import Text


def rated_by(
    folder: Path | None, schemes: Sequence[str], day: date, rates: Rates = Rates.LINE
) -> list[tuple[Pack, Version]]:
    """The packs of the schemes and their versions in force on a day; the bundled ones without a folder.

    Raises SchemeOfSites or SchemeOfLines where a scheme does not rate what is asked for, SchemeUnknown,
    SchemeNotInForce, NotAsPublished, LogBroken, and LogMissing where the environment trusts a key that has
    signed no log in the folder. Clauses: GRD-24, GOV-04.
    """
    if folder is None or not has_log(folder):
        if folder is not None and trusted_key() is not None:
            raise LogMissing(folder=folder)
        found = [_rating(pack_of(packs_of(folder), scheme), rates) for scheme in schemes]
        return [(pack, in_force(pack, day)) for pack in found]
    with reading(folder) as log:
        packs = read_packs(folder)
    log.check()
    found = [_rating(pack_of(packs, scheme), rates) for scheme in schemes]
    for pack in found:
        check_in_force(pack, log.standing(pack.scheme), day)
    return [(pack, in_force(pack, day)) for pack in found]


def _rating(pack: Pack, rates: Rates) -> Pack:
    """The pack, which has to rate what is asked for."""
    if pack.rates is rates:
        return pack
    raise (SchemeOfSites if pack.rates is Rates.SITE else SchemeOfLines)(scheme=pack.scheme)


@dataclass(frozen=True)
class Unlike:
    """A version that is not as published: that of the pack, that of the log; None where it has none."""

    found: VersionDigest | None
    published: PublishedVersion | None

    @property
    def day(self) -> date:
        """The first day of the version."""
        one = self.found or self.published
        assert one is not None
        return one.starts_on


def check_in_force(pack: Pack, standing: Standing, day: date) -> None:
    """Raises NotAsPublished where the version in force on `day` is not the published one."""
    published = standing.in_force(day)
    found = next((each for each in reversed(version_digests(pack)) if each.starts_on <= day), None)
    if found is not None and (published is None or published.starts_on < found.starts_on):
        raise not_as_published(pack, standing, Unlike(found, None))
    if published is None:
        return
    if found is None or found.starts_on < published.starts_on:
        raise not_as_published(pack, standing, Unlike(None, published))
    if found.digest != published.digest:
        raise not_as_published(pack, standing, Unlike(found, published))


def unlike(pack: Pack, standing: Standing) -> tuple[Unlike, ...]:
    """Every version of a pack that is not as published, or that it lacks, by day."""
    found = {each.starts_on: each for each in version_digests(pack)}
    published = {each.starts_on: each for each in standing.versions}
    both = ((found.get(day), published.get(day)) for day in sorted(found.keys() | published.keys()))
    return tuple(
        Unlike(one, other)
        for one, other in both
        if one is None or other is None or one.digest != other.digest
    )


def check_whole(pack: Pack, standing: Standing) -> None:
    """Raises NotAsPublished where any version of a pack is not as published."""
    for each in unlike(pack, standing):
        raise not_as_published(pack, standing, each)


def not_as_published(pack: Pack, standing: Standing, each: Unlike) -> NotAsPublished:
    """The error that names file, version, both digests, who published it when, and what to do."""
    return NotAsPublished(
        file=pack.path,
        day=each.day,
        found=_found(each.found),
        published=_published(each.published),
        next=_next(pack, standing),
    )


NO_VERSION = Text("no such version", "没有该版本")
NEVER = Text("it was never published", "该版本从未发布")


def _found(version: VersionDigest | None) -> Text:
    if version is None:
        return NO_VERSION
    return Text(f"the digest {version.digest[:12]}", f"摘要 {version.digest[:12]}")


def _published(version: PublishedVersion | None) -> Text:
    if version is None:
        return NEVER
    entry, digest = version.entry, version.digest[:12]
    name, day, number = entry.deed.person.name, entry.at.date(), entry.number
    return Text(
        f"it was published with {digest} by {name} on {day} (entry {number} of {LOG})",
        f"发布的摘要为 {digest}，由 {name} 于 {day} 发布（{LOG} 第 {number} 条）",
    )


def _next(pack: Pack, standing: Standing) -> Text:
    """What to do: finish a publication that was cut short, or put back the published text."""
    if standing.is_placed(pack.digest):
        return Text(
            f"Its publication was cut short: run tierline policy publish {pack.scheme} once more.",
            f"其发布过程曾中断：请再次运行 tierline policy publish {pack.scheme}。",
        )
    if standing.pack is None:
        return Text(
            "Move the file out of the folder, and submit it as a draft: tierline policy submit.",
            "请将该文件移出文件夹，并作为草案提交：tierline policy submit。",
        )
    kept = f"{TEXTS}/{standing.pack.digest}{PACK}"
    return Text(
        f"Put back the pack as it was published, which is kept as {kept}, and submit a change as a draft"
        " with a new version: tierline policy submit.",
        f"请恢复发布时的政策包（保存在 {kept}）；如需更改，请以新版本作为草案提交：tierline policy submit。",
    )
