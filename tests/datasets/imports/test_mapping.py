"""Mapping files: read into their typed form, or refused with line, what was found and what was expected."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tierline.datasets.imports.commands import _BUNDLED
from tierline.datasets.imports.errors import ImportRefused, MappingUnknown, MappingUnreadable, MappingWrong
from tierline.datasets.imports.mapping import Average, Remainder, SameAs, WideBills
from tierline.datasets.imports.mapping_reading import bundled, find, load, parse
from tierline.wording import Language

WHOLE = """\
mapping: invented
title: {en: Invented, zh: 虚构}
source:
  encoding: gb18030
  money: {unit: fen}
subscriber_id: id
subscribers:
  msisdn: id
  segment: {constant: public}
  product: {column: net, values: {4G: mobile_4g}}
  payment: {constant: prepaid}
  account_kind: {constant: ordinary}
  real_name: {constant: "true"}
  joined_on: joined
  status: {constant: active}
  site: {constant: 65.6501.650102}
bills:
  billed:
    2022-02..2022-03: {average: mean}
    2022-01: {total: year, less: 2022-02..2022-03}
  mobile_billed: {same_as: billed}
  paid: {same_as: billed}
  suspensions: {constant: 0}
given_grades: {grade: star, low_to_high: [low, high]}
"""


def refused(text: str) -> str:
    with pytest.raises(MappingWrong) as caught:
        parse(text.encode(), "m.yaml")
    assert caught.value.message(Language.ZH).startswith("m.yaml 第 ")
    return caught.value.message(Language.EN)


def test_a_mapping_is_read_into_figures_by_month():
    bills = parse(WHOLE.encode(), "m.yaml").bills
    assert isinstance(bills, WideBills)
    assert bills.months == (date(2022, 1, 1), date(2022, 2, 1), date(2022, 3, 1))
    billed = bills.figures["billed"]
    assert isinstance(billed[date(2022, 1, 1)], Remainder)
    assert isinstance(billed[date(2022, 3, 1)], Average)
    assert billed[date(2022, 2, 1)] is billed[date(2022, 3, 1)]
    assert bills.figures["paid"] == dict.fromkeys(bills.months, SameAs("billed"))


def test_a_mapping_names_each_source_column_once():
    assert parse(WHOLE.encode(), "m.yaml").source_columns() == ["id", "net", "joined", "year", "mean", "star"]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("  encoding: gb18030", "  encoding: latin-1", 4, ["'latin-1'", "utf-8, utf-8-sig, gb18030"]),
        ("  encoding: gb18030", "  coding: utf-8", 4, ["unknown key coding", "encoding, delimiter"]),
        ("  msisdn: id", "  msisdn: id\n  msisdn: id", 9, ["key msisdn a second time"]),
        ("  msisdn: id", "  '{msisdn}': id", 8, ["unknown key {msisdn}"]),
        ("  payment: {constant: prepaid}\n", "", 8, ["no key payment"]),
        ("{constant: prepaid}", "{constant: barter}", 11, ["'barter'", "one of prepaid, postpaid"]),
        ("{4G: mobile_4g}", "{4G: mobile_9g}", 10, ["'mobile_9g'", "mobile_5g"]),
        ("joined_on: joined", "joined_on: {column: joined, dates: '%d of'}", 14, ["'%d of'", "%Y-%m-%d"]),
        ("joined_on: joined", "joined_on: {column: joined, unit: fen}", 14, ["unknown key unit"]),
        ("joined_on: joined", "joined_on: {column: joined, take: earliest}", 14, ["unknown key take"]),
        ("joined_on: joined", "joined_on: []", 14, ["at least one member"]),
        ("2022-02..2022-03: {average", "2022-02..2022-3: {average", 19, ["'2022-3'", "a month such as"]),
        ("2022-02..2022-03: {average", "2022-03..2022-02: {average", 19, ["the earlier month first"]),
        ("2022-01: {total", "2022-02: {total", 20, ["2022-02 a second time"]),
        ("less: 2022-02..2022-03", "less: 2021-12", 19, ["2021-12", "stand on their own figures"]),
        ("paid: {same_as: billed}", "paid: {same_as: mobile_billed}", 22, ["same_as mobile_billed"]),
        ("paid: {same_as: billed}", "paid: {same_as: paid}", 22, ["one of billed, mobile_billed"]),
        ("paid: {same_as: billed}", "paid: {2022-01: x}", 22, ["nothing for 2022-02, 2022-03"]),
        ("suspensions: {constant: 0}", "suspensions: {2022-01..2022-03: {average: x}}", 23, ["amounts only"]),
        ("suspensions: {constant: 0}", "suspensions: {constant: -1}", 23, ["from 0 to 32767"]),
        ("[low, high]", "[low, low]", 24, ["a grade named twice"]),
        ("{unit: fen}", "{unit: fen, factor: 1/200}", 5, ["no key factor_because"]),
        ("{unit: fen}", "{factor: 1/0, factor_because: {en: a, zh: b}}", 5, ["'1/0'", "above 0"]),
        ("{unit: fen}", "{thousands: .}", 5, ["two different marks"]),
        ("subscriber_id: id", "subscriber_id: {row_number: x}", 6, ["'x'", "a whole number"]),
        ("site: {constant: 65.6501.650102}", "site: {row_number: 1}", 16, ["'1'", "or msisdn"]),
        (
            "joined_on: joined",
            "joined_on: {column: d, days_before: 2016-1}",
            14,
            ["'2016-1'", "a day written"],
        ),
        ("{unit: fen}", "{unit: fen}\n  moved: {years: 16}", 6, ["no key because"]),
        ("{unit: fen}", "{}\n  moved: {years: 0, because: {en: a, zh: b}}", 6, ["'0'", "16 or -4"]),
        ("subscriber_id: id", "facts: {Left: x}\nsubscriber_id: id", 6, ["the name Left", "small letters"]),
        ("subscriber_id: id", "facts: {subscriber_id: x}\nsubscriber_id: id", 6, ["the name subscriber_id"]),
        ("bills:\n", "bills:\n  since_joining: yes\n", 18, ["'yes'", "one of true"]),
        (
            "subscriber_id: id",
            "leave_out: [{repeated: false, reason: {en: a, zh: b}}]\nsubscriber_id: id",
            6,
            ["'false'", "one of true"],
        ),
    ],
)
def test_a_mistake_is_told_with_its_line_and_what_was_expected(old, new, line, words):
    assert WHOLE.count(old) == 1
    message = refused(WHOLE.replace(old, new))
    assert message.startswith(f"m.yaml, line {line},")
    for word in words:
        assert word in message


def test_a_mapping_needs_subscribers_or_bills():
    head = WHOLE[: WHOLE.index("subscribers:")]
    assert "neither subscribers nor bills" in refused(head)


def test_bills_since_joining_need_the_day_of_joining():
    head, rest = WHOLE.split("subscribers:")
    bills = rest[rest.index("bills:") :].replace("bills:\n", 'bills:\n  since_joining: "true"\n')
    assert "beside subscribers only" in refused(head + bills)


def test_bills_alone_are_a_mapping():
    head, rest = WHOLE.split("subscribers:")
    bills = rest[rest.index("bills:") :]
    assert parse((head + bills).encode(), "m.yaml").subscribers == {}


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", 1),
        (b"mapping: [\n", 1),
        (b"mapping: a\n\xff\xfe", 2),
        (b"a: 1\n---\nb: 2\n", 2),
        (b"a: \x07", 1),
    ],
)
def test_what_is_no_yaml_is_refused_with_its_line(content, line):
    with pytest.raises(MappingUnreadable, match=f"m.yaml, line {line}:"):
        parse(content, "m.yaml")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("\n".join(" " * depth + "a:" for depth in range(40)), "at most 30 levels"),
        ("[" * 100_000, "at most 30 levels"),
        ("a: " + "x" * 300_000, "at most 300000 characters"),
        ("[" + "a," * 20_000 + "]", "at most 20000 values"),
        (
            "\n".join(["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 28))]),
            "at most 20000 values",
        ),
    ],
)
def test_what_is_too_deep_or_too_much_is_refused(content, expected):
    assert expected in refused(content)


@given(st.text(max_size=200) | st.binary(max_size=200))
def test_no_text_breaks_the_reader_otherwise_than_by_a_refusal(content):
    with pytest.raises(ImportRefused):
        parse(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content, "m.yaml")


def messages(content: bytes) -> list[str]:
    """Both wordings of the refusal; nothing where the mapping is right."""
    try:
        parse(content, "m.yaml")
    except ImportRefused as refusal:
        return [refusal.message(language) for language in Language]
    return []


SCALARS = st.sampled_from(["", "id", "2022-01", "-1", "{x}", "constant", "[", "用户"])
PIECES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(SCALARS, inner, max_size=3),
    max_leaves=6,
)


@given(where=st.sampled_from(sorted(yaml.safe_load(WHOLE))), piece=PIECES)
def test_no_piece_in_the_wrong_place_breaks_the_reader(where, piece):
    whole = yaml.safe_load(WHOLE.replace("constant: 0", "constant: '0'"))
    content = yaml.safe_dump({**whole, where: piece}, allow_unicode=True).encode()
    assert all("m.yaml" in message for message in messages(content))


def test_a_name_is_a_bundled_mapping_and_a_path_is_a_file(tmp_path):
    path = tmp_path / "own.yaml"
    path.write_text(WHOLE, encoding="utf-8")
    assert find("taiwan-bills") == bundled()["taiwan-bills"]
    assert find(str(path)) == path
    with pytest.raises(MappingUnknown, match="beijing-mobile-data, cdnow-purchases, "):
        find("no-such-mapping")


@pytest.mark.parametrize("name", sorted(bundled()))
def test_a_bundled_mapping_is_correct_and_bears_its_file_name(name):
    mapping = load(bundled()[name])
    assert mapping.name == name
    assert mapping.bills is not None


def test_the_help_of_the_command_names_every_bundled_mapping():
    assert sorted(bundled()) == list(_BUNDLED)


def test_a_factor_multiplies_the_unit():
    text = WHOLE.replace("{unit: fen}", "{unit: fen, factor: 1/200, factor_because: {en: a, zh: b}}")
    assert parse(text.encode(), "m.yaml").source.money.fen == Fraction(1, 200)
