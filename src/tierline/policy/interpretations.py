"""The register of interpretations: what the sources leave open, what was chosen, and what else could be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from tierline.policy.clauses import clauses
from tierline.policy.errors import RegisterUnwritable
from tierline.policy.load import problem_of
from tierline.policy.model import Basis, Entry, Pack
from tierline.policy.phrases import BASES
from tierline.wording import Language, Text

HEADING = Text("{title}: what is open and what we chose", "{title}：来源未定之处与所作选择")
GENERATED = Text(
    "Written by `make interpretations` from the notes in the policy pack `{file}`; a change belongs there.",
    "由 `make interpretations` 根据政策包 `{file}` 中的说明生成；如需修改，请改政策包。",
)
NONE_OPEN = Text("The source says everything that this policy needs.", "来源已给出本政策所需的全部内容。")
OTHER_LANGUAGE = Text("[中文]({scheme}.zh-CN.md)", "[English]({scheme}.md)")
PLACE, VALUE = Text("Place", "位置"), Text("Value", "取值")
CLAUSE, BASIS = Text("Clause", "条款"), Text("Basis", "依据")
WHOLE_PACK = Text("the whole pack, wherever nothing nearer is said", "整个政策包，另有说明处除外")
OPEN, CHOSEN, INSTEAD = Text("Open", "未定之处"), Text("Chosen", "所作选择"), Text("Instead", "其他可能")
CONFIDENCE = {
    "high": Text("confidence high", "可信度高"),
    "medium": Text("confidence medium", "可信度中"),
    "low": Text("confidence low", "可信度低"),
}
SUFFIX = {Language.EN: ".md", Language.ZH: ".zh-CN.md"}

INDEX = """\
# Interpretations · 解释登记

Where a source is silent or contradicts itself, a policy pack says so, says what was chosen, and what
else could have been. These pages collect all such places, by scheme and by the basis of what was chosen.

来源未说明或自相矛盾之处，政策包均予注明，并写明所作选择与其他可能。此处按方案和依据汇总全部条目。

| scheme · 方案 | title · 名称 | {columns} |
|---|---|{rule}|
{rows}
"""


def pages(packs: Mapping[str, Pack]) -> dict[str, str]:
    """The register by file name: an index, and for each scheme a page in each language."""
    found = {"index.md": _index(packs.values())}
    for scheme, pack in sorted(packs.items()):
        for language in Language:
            found[f"{scheme}{SUFFIX[language]}"] = page(pack, language)
    return found


def write(packs: Mapping[str, Pack], folder: Path) -> tuple[Path, ...]:
    """Write the register into `folder`, which is made where it is missing; the files written."""
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in pages(packs).items():
            (folder / name).write_text(text, "utf-8", newline="\n")
            written.append(folder / name)
    except OSError as error:
        raise RegisterUnwritable(folder=folder, problem=problem_of(error)) from None
    return tuple(written)


def page(pack: Pack, language: Language) -> str:
    """One scheme's interpretations in one language, as Markdown."""
    lines = [
        f"# {HEADING.read(language, title=pack.title.read(language))}",
        "",
        OTHER_LANGUAGE.read(language, scheme=pack.scheme),
        "",
        GENERATED.read(language, file=pack.path),
    ]
    if not pack.entries:
        lines += ["", NONE_OPEN.read(language)]
    for number, entry in enumerate(pack.entries, start=1):
        lines += ["", *_entry(number, entry, language)]
    return "\n".join(lines) + "\n"


def _entry(number: int, entry: Entry, language: Language) -> list[str]:
    citation = entry.citation
    assert citation.interpretation is not None
    clause = clauses()[citation.clause]
    basis = BASES[citation.basis].read(language)
    if citation.confidence:
        basis += f" ({CONFIDENCE[citation.confidence].read(language)})"
    facts = [
        *(
            [(PLACE, f"`{entry.where}`"), (VALUE, f"`{entry.value}`")]
            if entry.where
            else [(PLACE, WHOLE_PACK.read(language))]
        ),
        (CLAUSE, f"{clause.id} — {clause.says.read(language)}"),
        (BASIS, basis),
        (OPEN, citation.interpretation.open.read(language)),
        (CHOSEN, citation.interpretation.chosen.read(language)),
        (INSTEAD, citation.interpretation.instead.read(language)),
    ]
    colon = ": " if language is Language.EN else "："
    return [
        f"## {number}. {clause.id}: {clause.title.read(language)}",
        "",
        *(f"- **{title.read(language)}**{colon}{said}" for title, said in facts),
    ]


def _index(packs: Iterable[Pack]) -> str:
    columns = " | ".join(f"{BASES[basis].en} · {BASES[basis].zh}" for basis in Basis)
    rows = []
    for pack in sorted(packs, key=lambda pack: pack.scheme):
        counted = Counter(entry.citation.basis for entry in pack.entries)
        links = f"[{pack.title.en}]({pack.scheme}.md) · [{pack.title.zh}]({pack.scheme}.zh-CN.md)"
        cells = " | ".join(str(counted[basis]) for basis in Basis)
        rows.append(f"| `{pack.scheme}` | {links} | {cells} |")
    return INDEX.format(columns=columns, rule="|".join("---" for _ in Basis), rows="\n".join(rows))
