"""outlook.json: what becomes of the tiers that are rated anew, why, what keeps them, whom to call first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from tierline.foresight.outlook.figures import spent_columns
from tierline.foresight.outlook.listing import FIRST
from tierline.foresight.outlook.model import BANDS, CHANGES, REASONS, Ahead, Keep, kept_by
from tierline.foresight.outlook.part import LOST_BY, Found
from tierline.foresight.statistics.model import SiteLevel
from tierline.grading.digests import InputFile
from tierline.grading.explain.asked import Asked
from tierline.grading.inputs import Inputs
from tierline.grading.summary import made_with
from tierline.policy.model import Version
from tierline.policy.phrases import text_of_test
from tierline.wording import Text

FORM = 1
"""The form of outlook.json; a reader refuses one that it does not know."""

Json = dict[str, Any]
Row = tuple[Any, ...]


def outlook_json(
    asked: Asked,
    ratings: Sequence[Ahead],
    site_level: SiteLevel,
    found: Found,
    inputs: Inputs,
    files: Mapping[str, Sequence[InputFile]],
) -> Json:
    """The whole of it. Money is text, so that nothing rounds it."""
    ranking = asked.version.ranking
    return {
        "form": FORM,
        "scheme": asked.pack.scheme,
        "title": text_json(asked.pack.title),
        "tiers": [{"name": tier.name, "title": text_json(tier.title)} for tier in asked.version.tiers],
        "month": f"{asked.rating.month:%Y-%m}",
        "rated_on": asked.rating.rated_on.isoformat(),
        "within": len(ratings),
        "run": None if asked.folder is None else str(asked.folder),
        "policy_sha256": asked.pack.digest,
        "spend": list(spent_columns(ratings)),
        "lines": inputs.lines,
        **_totals(found, list(found.lost)),
        "ahead": [_ahead(one, ranking, found) for one in ratings],
        "reasons": _reasons(ratings, found),
        "site_level": site_level.value,
        "sites": _sites(found),
        "first": [_first(row, ratings, ranking) for row in found.first],
        "changed_inputs": sorted({one.path for one in asked.changed}),
        "is_pack_changed": asked.is_pack_changed,
        "inputs": {
            name: {"rows": source.rows, "files": [file.as_json() for file in files[name]]}
            for name, source in inputs.sources.items()
        },
        "made_with": made_with(),
    }


def _totals(found: Found, keys: Sequence[Row], rated: int | None = None) -> Json:
    """Lines rated anew, what becomes of them, and by how much those lack that spend would keep."""
    rows = [dict(zip(LOST_BY.split(", "), key, strict=True)) | {"lines": found.lost[key]} for key in keys]
    rated = found.lines if rated is None else rated
    lost = sum(row["lines"] for row in rows)
    by_change = Counter[str]()
    bands = Counter[int | None]()
    for row in rows:
        by_change[CHANGES[row["change"]]] += row["lines"]
        bands[row["band"]] += row["lines"]
    return {
        "rated_anew": rated,
        "kept": rated - lost,
        **{name: by_change[name] for name in CHANGES},
        "kept_by_spend": _bands(bands),
        "more_monthly": _yuan(sum(found.more_fen[key] for key in keys)),
        "not_kept_by_spend": bands[None],
    }


def _bands(lines: Counter[int | None]) -> Json:
    """Lines that more spend keeps: by at most so many yuan a month, each band without the one before."""
    found: Json = {
        "lines": sum(lines[number] for number in range(len(BANDS) + 1)),
        **{f"within_{yuan}": lines[number] for number, yuan in enumerate(BANDS)},
    }
    return {**found, f"beyond_{BANDS[-1]}": lines[len(BANDS)]}


def _ahead(one: Ahead, ranking: Sequence[str], found: Found) -> Json:
    rated = Counter[int]()
    for (months, rank), lines in found.rated.items():
        if months == one.months:
            rated[rank] += lines
    of_month = [key for key in found.lost if key[0] == one.months]
    return {
        "month": f"{one.rating.month:%Y-%m}",
        "rated_on": one.rating.rated_on.isoformat(),
        "policy_version": one.version.starts_on.isoformat(),
        "new_terms": one.grants,
        **_totals(found, of_month, rated.total()),
        "tiers": [
            {"tier": ranking[rank], **_totals(found, [key for key in of_month if key[1] == rank], lines)}
            for rank, lines in sorted(rated.items())
        ],
    }


def _reasons(ratings: Sequence[Ahead], found: Found) -> list[Json]:
    lines = Counter[int]()
    for key, count in found.lost.items():
        lines[key[LOST_BY.split(", ").index("reason")]] += count
    versions = [one.version for one in ratings]
    return [
        {
            "reason": REASONS[number],
            "kept_by": kept_by(REASONS[number]).value,
            "lines": count,
            "has_to_be": _needed(REASONS[number], versions),
        }
        for number, count in sorted(lines.items(), key=lambda item: (-item[1], item[0]))
    ]


def _needed(reason: str, versions: Sequence[Version]) -> list[Json] | None:
    """What an attribute has to be for the line to be rated, by the criteria that say so, each once."""
    if kept_by(reason) is not Keep.CHANGE:
        return None
    criteria = [one for version in versions for one in version.criteria if one.reason == reason]
    said = [{"is": text_json(text_of_test(one.test)), "clause": one.citation.clause} for one in criteria]
    return [one for number, one in enumerate(said) if one not in said[:number]]


def _sites(found: Found) -> list[Json]:
    """Sites by the number of lines that more spend would keep, most first."""
    by_site: dict[str, Counter[int | None]] = {}
    for (site, band), lines in found.sites.items():
        by_site.setdefault(site, Counter())[band] += lines
    told = [
        {
            "site": site,
            "lines": bands.total(),
            "kept_by_spend": _bands(bands),
            "not_kept_by_spend": bands[None],
        }
        for site, bands in by_site.items()
    ]
    return sorted(told, key=lambda one: (-one["kept_by_spend"]["lines"], -one["lines"], one["site"]))


def _first(row: Row, ratings: Sequence[Ahead], ranking: Sequence[str]) -> Json:
    one = dict(zip(FIRST, row, strict=True))
    ahead = next(rating for rating in ratings if rating.months == one["ahead"])
    return {
        "subscriber_id": one["subscriber_id"],
        "site": one["site"],
        "product": one["product"],
        "tier": ranking[one["held_rank"]],
        "rating_month": f"{ahead.rating.month:%Y-%m}",
        "tier_then": None if one["rank_then"] is None else ranking[one["rank_then"]],
        "present_monthly": _yuan(one["present_fen"]),
        "least_monthly": one["least"],
        "more_monthly": _yuan(one["more_fen"]),
    }


def _yuan(fen: int | None) -> str | None:
    return None if fen is None else str(Decimal(fen).scaleb(-2))


def text_json(text: Text) -> dict[str, str]:
    """A text in both languages."""
    return {"en": text.en, "zh": text.zh}
