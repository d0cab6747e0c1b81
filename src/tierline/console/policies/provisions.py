"""The provisions of a draft as its page shows them: sentences, fields, what they held before, marks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tierline.console.policies.provisions_shown import (
    FieldShown,
    FurtherShown,
    NumberedMark,
    OptionShown,
    ProvisionShown,
    SaidSection,
    SaidShown,
)
from tierline.console.policies.typed import value_name
from tierline.console.policies.version import is_said
from tierline.policy.phrases import filled, listed
from tierline.policy_desk.cells import Content
from tierline.policy_desk.fields import NOT_ASKED, Field, FieldKind
from tierline.policy_desk.marks import Weight
from tierline.policy_desk.model import SectionCompared, SentenceCompared, VersionShown
from tierline.policy_desk.provisions import codes
from tierline.wording import Text

OF = Text("{title}, {field}", "{title}（{field}）")
NOTHING = Text("nothing", "无")
STATUS = "status"
"""The statement that no pack has: a closed line is rated by none."""


def said_sections(
    content: Content,
    sections: Sequence[SectionCompared],
    marks: Sequence[NumberedMark],
    version: VersionShown,
) -> tuple[SaidSection, ...]:
    """All that a draft says beside its tables; `version` is the last one of the present pack."""
    fields = [each for each in version.fields if content.provision(each.provision) is not None]
    tables = {block.name for block in version.blocks}
    found = []
    for section in sections:
        said = tuple(
            _said(section.part, each, fields, content, marks)
            for each in section.sentences
            if is_said(section.part, each.either.name, tables)
        )
        if said:
            # A part that is one provision has its marks there.
            is_whole = content.provision(section.part) is None
            here = tuple(one for one in marks if is_whole and one[1].at.block == section.part)
            further = tuple(_further(each, content, marks) for each in fields if _is_further(each, section))
            found.append(SaidSection(section.part, section.title, said, further, here))
    return tuple(found)


def _is_further(field: Field, section: SectionCompared) -> bool:
    return field.is_further and field.part == section.part


def _further(field: Field, content: Content, marks: Sequence[NumberedMark]) -> FurtherShown:
    whole = _provision([field], [field], content, marks)
    assert whole is not None
    return FurtherShown(whole.provision.title, _field(field, content, marks), whole)


def _said(
    part: str,
    sentence: SentenceCompared,
    fields: Sequence[Field],
    content: Content,
    marks: Sequence[NumberedMark],
) -> SaidShown:
    mine = [each for each in fields if (each.part, each.says) == (part, sentence.either.name)]
    shown = tuple(_field(each, content, marks) for each in mine)
    by_yaml = not mine and sentence.either.name != STATUS
    is_further = any(each.is_further for each in mine)
    return SaidShown(sentence, shown, _provision(mine, fields, content, marks), by_yaml, is_further)


def _provision(
    mine: Sequence[Field], fields: Sequence[Field], content: Content, marks: Sequence[NumberedMark]
) -> ProvisionShown | None:
    """What the sentence with the last field of a provision carries for all of it."""
    last = {each.provision: each for each in fields}
    if not mine or last[mine[-1].provision] is not mine[-1]:
        return None
    provision = content.provision(mine[-1].provision)
    assert provision is not None
    here = tuple(one for one in marks if one[1].at.block == provision.name and not one[1].at.where)
    before = next((each for each in content.present if each.name == provision.name), provision)
    return ProvisionShown(provision, here, provision != before, provision.cited != before.cited)


def _field(field: Field, content: Content, marks: Sequence[NumberedMark]) -> FieldShown:
    provision = content.provision(field.provision)
    assert provision is not None
    text = provision.value(field.name) or ""
    before = next((each.value(field.name) for each in content.present if each.name == field.provision), None)
    here = tuple(one for one in marks if (one[1].at.block, one[1].at.where) == (field.provision, field.name))
    return FieldShown(
        name=value_name(field.provision, field.name),
        title=field.title,
        kind=field.kind,
        text=text,
        says=words_of(field, text),
        before=None if before is None or before == text else words_of(field, before),
        options=tuple(_options(field, text)),
        limits=(field.least, field.most),
        marks=here,
        is_wrong=any(mark.weight is Weight.ERROR for _, mark in here),
    )


def _options(field: Field, text: str) -> Iterator[OptionShown]:
    """All that may be chosen, and what was typed that may not, so that it is not lost."""
    chosen = codes(text) if field.kind is FieldKind.SET else (text,)
    for value, title in field.options:
        yield OptionShown(value, title, value in chosen)
    known = {value for value, _ in field.options}
    if known:
        yield from (OptionShown(each, Text(each, each), True) for each in chosen if each not in known)


def field_title(title: Text, field: Field | None) -> Text:
    """What a value is of: its provision, and its field where that is called otherwise."""
    return title if field is None or field.title == title else filled(OF, title=title, field=field.title)


def words_of(field: Field | None, text: str) -> Text:
    """A value in words."""
    titles: Mapping[str, Text] = dict(field.options) if field is not None else {}
    values = codes(text) if field is not None and field.kind is FieldKind.SET else (text,)
    if not text:
        return NOT_ASKED if field is not None and field.is_further else NOTHING
    return listed(titles.get(each, Text(each, each)) for each in values)
