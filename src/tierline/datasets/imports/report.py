"""What an import did, for people and for machines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from tierline import __version__
from tierline.datasets.imports.mapping import Moved
from tierline.wording import Language, Text

_READ = Text(en="{title}: {read} rows read from {source}.", zh="{title}:从 {source} 读取 {read} 行。")
_LEFT_OUT = Text(en="Left out: {rows} rows, because {reason}.", zh="剔除 {rows} 行,原因:{reason}。")
_WRITTEN = Text(
    en="Written to {folder}: {subscribers} subscribers, {bills} bills in {months} months.",
    zh="已写入 {folder}:{subscribers} 条线路,{bills} 张账单,共 {months} 个月。",
)
_GRADES = Text(
    en="The operator's own grades: {rows} lines; {blank} lines have none.",
    zh="运营商自有等级:{rows} 条线路;另有 {blank} 条线路没有。",
)
_FACTS = Text(
    en="Kept beside the lines, in facts.parquet: {names}.",
    zh="另存于 facts.parquet 的源文件事实:{names}。",
)
_BELOW_ZERO = Text(
    en="{column}: {count} amounts are below zero and are kept as they are.",
    zh="{column}:{count} 个金额为负,按原值保留。",
)
_SCALED = Text(
    en="One unit of the source is taken for {fen} fen, because {because}.",
    zh="源文件金额一个单位按 {fen} 分计,原因:{because}。",
)
_MOVED = Text(
    en="Every day of the source is moved by {years} years, because {because}.",
    zh="源文件日期一律移动 {years} 年,原因:{because}。",
)
_STATED = Text(
    en="Not told by the source, stated by the mapping: {stated}.",
    zh="源文件未提供、由映射指定:{stated}。",
)


@dataclass(frozen=True)
class ImportReport:
    """Counts and digests of one import; the content of import.json."""

    mapping: str
    title: Text
    mapping_digest: str
    source: str
    source_digest: str
    read: int
    left_out: tuple[tuple[Text, int], ...]
    subscribers: int
    bills: Mapping[str, int]
    """Rows by month, YYYY-MM."""
    given_grades: tuple[int, int] | None
    """Lines with a grade, and lines of which it is blank."""
    below_zero: Mapping[str, int]
    facts: tuple[str, ...]
    """Names of what is kept beside the contract."""
    moved: Moved | None
    fen_per_unit: Fraction
    scaled_because: Text | None
    stated: Mapping[str, str]

    def as_json(self) -> dict[str, object]:
        """The report as plain values; the same import gives the same ones."""
        return {
            "tierline": __version__,
            "mapping": {"name": self.mapping, "digest": self.mapping_digest},
            "source": {"file": self.source, "digest": self.source_digest},
            "rows": {
                "read": self.read,
                "left_out": [{"rows": count, "reason": _both(reason)} for reason, count in self.left_out],
            },
            "written": {
                "subscribers": self.subscribers,
                "bills": dict(self.bills),
                **({"given_grades": self.given_grades[0]} if self.given_grades else {}),
                **({"facts": list(self.facts)} if self.facts else {}),
            },
            "without_given_grade": self.given_grades[1] if self.given_grades else None,
            "fen_per_unit": str(self.fen_per_unit),
            "scaled_because": _both(self.scaled_because) if self.scaled_because else None,
            "moved_by_years": self.moved.years if self.moved else 0,
            "moved_because": _both(self.moved.because) if self.moved else None,
            "amounts_below_zero": dict(self.below_zero),
            "stated_by_mapping": dict(self.stated),
        }

    def lines(self, language: Language, folder: str) -> list[str]:
        """The report as sentences."""
        told = [_READ.read(language, title=self.title.read(language), read=self.read, source=self.source)]
        told += [
            _LEFT_OUT.read(language, rows=count, reason=reason.read(language))
            for reason, count in self.left_out
        ]
        told.append(
            _WRITTEN.read(
                language,
                folder=folder,
                subscribers=self.subscribers,
                bills=sum(self.bills.values()),
                months=len(self.bills),
            )
        )
        if self.given_grades:
            graded, blank = self.given_grades
            told.append(_GRADES.read(language, rows=graded, blank=blank))
        if self.facts:
            told.append(_FACTS.read(language, names=", ".join(self.facts)))
        told += [
            _BELOW_ZERO.read(language, column=column, count=count)
            for column, count in self.below_zero.items()
            if count
        ]
        if self.scaled_because:
            because = self.scaled_because.read(language)
            told.append(_SCALED.read(language, fen=self.fen_per_unit, because=because))
        if self.moved:
            because = self.moved.because.read(language)
            told.append(_MOVED.read(language, years=self.moved.years, because=because))
        if self.stated:
            listed = ", ".join(f"{column} = {value}" for column, value in self.stated.items())
            told.append(_STATED.read(language, stated=listed))
        return told


def _both(sentence: Text) -> dict[str, str]:
    return {language.value: sentence.read(language) for language in Language}
