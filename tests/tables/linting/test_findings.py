"""Each kind of finding: a sound table, broken in one way, and what is told of it."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tierline.tables.linting.findings import findings
from tierline.tables.linting.model import Finding, FindingKind, Severity
from tierline.tables.model import (
    Aggregation,
    Comparison,
    DecisionTable,
    Domain,
    Equal,
    HitPolicy,
    Interval,
    Kind,
    Multiple,
    Not,
    Output,
    Rule,
    Test,
)
from tierline.tables.parse import parse_test

NOT_NULL = Not(Equal(None))
TIERS = ("gold", "silver", "bronze")


def rows(*written: tuple[dict[str, str], Output]) -> tuple[Rule, ...]:
    return tuple(
        Rule({name: parse_test(cell) for name, cell in cells.items()}, (output,)) for cells, output in written
    )


def table(
    policy: HitPolicy,
    *written: tuple[dict[str, str], Output],
    domains: dict[str, Domain] | None = None,
    aggregation: Aggregation | None = None,
    default: tuple[Decimal | str | None, ...] | None = None,
) -> DecisionTable:
    rules = rows(*written)
    inputs = tuple(dict.fromkeys(name for rule in rules for name in rule.tests))
    known = {name: Domain(allowed=NOT_NULL) for name in inputs} | (domains or {})
    return DecisionTable(
        name="bands",
        inputs=inputs,
        outputs=("tier",),
        rules=rules,
        hit_policy=policy,
        aggregation=aggregation,
        ranking=TIERS if policy is HitPolicy.PRIORITY else (),
        default=default,
        domains=known,
    )


def bands(*tests: str) -> DecisionTable:
    """Bands of one amount, the lowest first."""
    outputs = ("bronze", "silver", "gold", "silver")
    return table(
        HitPolicy.UNIQUE, *(({"spend": test}, output) for test, output in zip(tests, outputs, strict=False))
    )


SOUND = bands("< 150", "[150..300)", ">= 300")


def only(found: tuple[Finding, ...]) -> Finding:
    (finding,) = found
    return finding


def test_in_a_sound_table_nothing_is_found():
    assert findings(SOUND) == ()


# ---------------------------------------------------------------- gaps


@pytest.mark.parametrize(
    ("broken", "gap", "example"),
    [
        (bands("< 150", "(150..300)", ">= 300"), "150", 150),
        (bands("< 150", "[150..300)", "> 300"), "300", 300),
        (bands("< 150", "[150..250)", ">= 300"), "[250..300)", 250),
        (bands("[0..150)", "[150..300)", ">= 300"), "< 0", -1),
        (bands("< 150", "[150..300)", "[300..1000]"), "> 1000", 1001),
    ],
)
def test_a_bound_that_no_row_includes_is_a_gap(broken, gap, example):
    finding = only(findings(broken))

    assert (finding.kind, finding.severity) == (FindingKind.GAP, Severity.WARNING)
    assert finding.where == ({"spend": parse_test(gap)},)
    assert finding.example == {"spend": Decimal(example)}


def test_whole_numbers_leave_no_gap_between_neighbours():
    years = {"years": Domain(Kind.NUMBER, Comparison(">=", Decimal(0)), is_whole=True)}
    written = (({"years": "0"}, "bronze"), ({"years": "[1..2]"}, "silver"), ({"years": ">= 3"}, "gold"))

    assert findings(table(HitPolicy.UNIQUE, *written, domains=years)) == ()
    assert only(findings(table(HitPolicy.UNIQUE, *written[:2], domains=years))).where == (
        {"years": Comparison(">", Decimal(2))},
    )


def test_a_word_that_no_row_names_is_a_gap_only_where_it_may_occur():
    brands = {"brand": Domain(Kind.STRING, parse_test('"gotone", "m_zone"'))}
    written = (({"brand": '"gotone"'}, "gold"), ({"brand": '"m_zone"'}, "silver"))

    assert findings(table(HitPolicy.UNIQUE, *written, domains=brands)) == ()
    assert only(findings(table(HitPolicy.UNIQUE, *written))).example == {"brand": "other"}
    assert only(findings(table(HitPolicy.UNIQUE, written[0], domains=brands))).where == (
        {"brand": Equal("m_zone")},
    )


def test_days_between_two_days_are_a_gap_only_where_there_are_any():
    joined = (({"joined": 'date("2026-01-01")'}, "gold"), ({"joined": '< date("2026-01-01")'}, "gold"))
    after = ({"joined": '>= date("2026-01-02")'}, "gold")

    assert findings(table(HitPolicy.UNIQUE, *joined, after)) == ()
    later = ({"joined": '>= date("2026-01-03")'}, "gold")
    assert only(findings(table(HitPolicy.UNIQUE, *joined, later))).example == {"joined": date(2026, 1, 2)}


def test_a_default_leaves_no_gap():
    assert findings(replace(bands("< 150"), default=("gold",))) == ()


def test_a_gap_of_two_inputs_says_both():
    broken = table(
        HitPolicy.UNIQUE,
        ({"spend": ">= 100", "brand": '"gotone"'}, "gold"),
        ({"spend": "< 100", "brand": "-"}, "silver"),
        ({"spend": ">= 200", "brand": 'not("gotone")'}, "bronze"),
    )

    finding = only(findings(broken))

    assert finding.columns == ("spend", "brand")
    assert finding.where[0]["spend"] == Interval(Decimal(100), Decimal(200), True, False)
    assert finding.example == {"spend": Decimal(100), "brand": "other"}


def test_what_only_null_falls_through_is_told_once_for_all_inputs_and_as_a_note():
    nullable = table(
        HitPolicy.UNIQUE,
        ({"spend": ">= 100", "years": ">= 1"}, "gold"),
        ({"spend": ">= 100", "years": "< 1"}, "silver"),
        ({"spend": "< 100", "years": "-"}, "bronze"),
        domains={"spend": Domain(), "years": Domain()},
    )

    finding = only(findings(nullable))

    assert (finding.kind, finding.severity) == (FindingKind.NULL_GAP, Severity.NOTE)
    assert finding.columns == ("spend", "years")
    assert None in finding.example.values()


def test_where_a_table_gives_lists_an_empty_one_is_a_note():
    gives_list = replace(bands("< 150"), hit_policy=HitPolicy.COLLECT)

    assert only(findings(gives_list)).severity is Severity.NOTE
    counts = replace(gives_list, aggregation=Aggregation.COUNT)
    assert findings(counts) == ()


def test_many_gaps_are_told_one_by_one_only_at_first():
    broken = table(
        HitPolicy.FIRST, *(({"spend": str(number)}, Decimal(number)) for number in range(0, 36, 2))
    )

    found = findings(broken)

    # 17 between the numbers, one on either side.
    assert [len(finding.where) for finding in found] == [1] * 19

    twice = table(
        HitPolicy.FIRST,
        *(
            ({"spend": str(number + more), "brand": brand}, Decimal(number))
            for number in range(0, 36, 2)
            for more, brand in enumerate(('"gotone"', '"m_zone"'))
        ),
    )
    # 19 for each of the two brands, and all others.
    assert [len(finding.where) for finding in findings(twice)] == [*[1] * 20, 19]


# ---------------------------------------------------------------- overlaps


def test_two_bands_that_share_their_bound_overlap_there():
    finding = only(findings(bands("< 150", "[150..300]", ">= 300")))

    assert (finding.kind, finding.severity) == (FindingKind.OVERLAP, Severity.ERROR)
    assert finding.rules == (2, 3)
    assert finding.where == ({"spend": Equal(Decimal(300))},)


def test_under_any_only_an_overlap_that_contradicts_is_told():
    written = (({"spend": ">= 100"}, "gold"), ({"spend": "<= 200"}, "gold"), ({"spend": "< 0"}, "silver"))

    finding = only(findings(table(HitPolicy.ANY, *written)))

    assert (finding.severity, finding.rules, finding.example) == (
        Severity.ERROR,
        (2, 3),
        {"spend": Decimal(-1)},
    )


def test_under_any_a_multiple_contradicts_although_it_meets_the_other_somewhere():
    written = (({"spend": "-"}, Multiple("spend", Decimal(2))), ({"spend": "[1..3]"}, Decimal(4)))

    errors = [each for each in findings(table(HitPolicy.ANY, *written)) if each.severity is Severity.ERROR]

    assert only(tuple(errors)).example["spend"] != Decimal(2)


def test_under_first_only_rows_that_cross_and_differ_are_told():
    exception_first = table(HitPolicy.FIRST, ({"spend": ">= 300"}, "gold"), ({"spend": "-"}, "silver"))
    crossing = table(
        HitPolicy.FIRST,
        ({"spend": ">= 300", "years": "-"}, "gold"),
        ({"spend": "-", "years": ">= 5"}, "silver"),
        ({"spend": "-", "years": "-"}, "bronze"),
    )

    assert findings(exception_first) == ()
    finding = only(findings(crossing))
    assert (finding.severity, finding.rules) == (Severity.NOTE, (1, 2))


def test_under_a_sum_only_bands_over_the_same_inputs_that_cross_are_told():
    points = (({"spend": "[100..200]"}, Decimal(10)), ({"spend": "[200..300]"}, Decimal(20)))
    other = ({"years": ">= 5"}, Decimal(5))

    found = findings(
        table(HitPolicy.COLLECT, *points, other, aggregation=Aggregation.SUM, default=(Decimal(0),))
    )

    assert only(found).rules == (1, 2)
    assert only(found).where == ({"spend": Equal(Decimal(200))},)


def test_under_priority_overlaps_are_what_it_is_for():
    ladder = table(HitPolicy.PRIORITY, ({"spend": ">= 0"}, "bronze"), ({"spend": ">= 300"}, "gold"))

    assert [finding.kind for finding in findings(ladder)] == [FindingKind.GAP]


# ---------------------------------------------------------------- rows


def test_a_row_that_earlier_rows_cover_together_is_never_reached():
    broken = table(
        HitPolicy.FIRST,
        ({"spend": "< 200"}, "bronze"),
        ({"spend": ">= 150"}, "silver"),
        ({"spend": "[100..300]"}, "gold"),
    )

    told = [finding for finding in findings(broken) if finding.kind is FindingKind.UNREACHABLE]

    assert (told[0].rules, told[0].beside, len(told)) == ((3,), (1, 2), 1)


def test_a_ladder_with_its_lowest_rung_first_reaches_no_other():
    broken = table(
        HitPolicy.FIRST, ({"spend": ">= 0"}, "bronze"), ({"spend": ">= 150"}, "silver"), default=(None,)
    )

    finding = only(findings(broken))

    assert (finding.kind, finding.rules, finding.beside) == (FindingKind.UNREACHABLE, (2,), (1,))
    assert finding.example == {"spend": Decimal(150)}


def test_a_worse_row_inside_a_better_one_is_never_taken_whatever_their_order():
    for order in (1, -1):
        written = [({"spend": ">= 150"}, "gold"), ({"spend": ">= 300"}, "silver")][::order]

        told = [
            finding
            for finding in findings(table(HitPolicy.PRIORITY, *written))
            if finding.kind is FindingKind.UNREACHABLE
        ]

        assert [(finding.rules, finding.beside) for finding in told] == [
            ((2,), (1,)) if order == 1 else ((1,), (2,))
        ]


def test_a_row_inside_one_that_gives_the_same_never_decides_or_could_go():
    for order in (1, -1):
        written = [({"spend": ">= 100"}, "gold"), ({"spend": ">= 300"}, "gold")][::order]

        told = [each for each in findings(table(HitPolicy.PRIORITY, *written)) if each.beside]

        # Of two that give the same, the first is taken.
        expected = (
            (FindingKind.UNREACHABLE, (2,), (1,)) if order == 1 else (FindingKind.REDUNDANT, (1,), (2,))
        )
        assert [(each.kind, each.rules, each.beside) for each in told] == [expected]


def test_a_row_that_the_domain_rules_out_never_holds():
    whole = {"years": Domain(Kind.NUMBER, Comparison(">=", Decimal(0)), is_whole=True)}
    broken = table(HitPolicy.FIRST, ({"years": "< 0"}, "gold"), ({"years": "-"}, "silver"), domains=whole)

    told = [finding for finding in findings(broken) if finding.kind is FindingKind.UNREACHABLE]

    assert (only(tuple(told)).rules, only(tuple(told)).beside, only(tuple(told)).example) == ((1,), (), None)


def test_a_lower_amount_inside_a_higher_one_never_counts_under_the_highest():
    broken = table(
        HitPolicy.COLLECT,
        ({"spend": ">= 100"}, Decimal(20)),
        ({"spend": ">= 300"}, Decimal(10)),
        aggregation=Aggregation.MAX,
        default=(Decimal(0),),
    )

    assert only(findings(broken)).rules == (2,)
    assert findings(replace(broken, aggregation=Aggregation.SUM)) == ()


@pytest.mark.parametrize("policy", [HitPolicy.FIRST, HitPolicy.PRIORITY, HitPolicy.ANY, HitPolicy.COLLECT])
def test_a_row_that_says_the_same_as_another_is_told_once(policy):
    twice = table(policy, ({"spend": ">= 0"}, "gold"), ({"spend": "not(< 0)"}, "gold"))

    told = [finding for finding in findings(twice) if finding.kind is not FindingKind.GAP]

    assert [(finding.kind, finding.rules) for finding in told] == [(FindingKind.DUPLICATE, (1, 2))]


# ---------------------------------------------------------------- rungs, inputs, citations


@pytest.mark.parametrize(
    ("points", "out"),
    [
        ((10, 20, 30, 40), []),
        ((40, 30, 20, 10), []),
        ((10, 20, 20, 40), []),
        ((10, 30, 20, 40), [(2, 3)]),
        ((10, 20, 40, 30), [(3, 4)]),
        ((40, 30, 10, 20), [(3, 4)]),
    ],
)
def test_a_rung_whose_outcome_turns_against_the_others_is_out_of_order(points, out):
    tests = ("< 100", "[100..200)", "[200..300)", ">= 300")
    ladder = table(
        HitPolicy.UNIQUE, *(({"spend": test}, Decimal(p)) for test, p in zip(tests, points, strict=True))
    )

    assert [finding.rules for finding in findings(ladder)] == out


def test_tiers_rise_by_their_ranking():
    ladder = table(
        HitPolicy.PRIORITY,
        ({"spend": "[0..100)"}, "bronze"),
        ({"spend": "[100..200)"}, "gold"),
        ({"spend": "[200..300)"}, "silver"),
    )

    told = [finding for finding in findings(ladder) if finding.kind is FindingKind.RUNGS]

    assert only(tuple(told)).rules == (2, 3)
    assert only(tuple(told)).example == {"spend": Decimal(200)}


def test_rows_that_differ_in_another_input_are_no_ladder():
    apart = table(
        HitPolicy.UNIQUE,
        ({"spend": "< 100", "brand": '"gotone"'}, Decimal(1)),
        ({"spend": "[100..200)", "brand": '"m_zone"'}, Decimal(3)),
        ({"spend": ">= 200", "brand": '"easyown"'}, Decimal(2)),
    )

    assert not [finding for finding in findings(apart) if finding.kind is FindingKind.RUNGS]


def test_an_input_whose_tests_change_nothing_decides_nothing():
    broken = table(
        HitPolicy.UNIQUE,
        ({"spend": "< 100", "brand": "-"}, "silver"),
        ({"spend": ">= 100", "brand": '"gotone"'}, "gold"),
        ({"spend": ">= 100", "brand": 'not("gotone")'}, "gold"),
    )

    told = [finding for finding in findings(broken) if finding.kind is FindingKind.IDLE_COLUMN]

    # Without its tests two rows would overlap, so that under unique it does decide.
    assert told == []
    finding = only(findings(replace(broken, hit_policy=HitPolicy.ANY)))
    assert (finding.columns, finding.rules) == (("brand",), (2, 3))


def test_an_input_that_no_row_tests_is_idle_unless_outputs_are_multiples_of_it():
    untested = replace(SOUND, inputs=("spend", "suspensions"))
    rule = replace(SOUND.rules[2], outputs=(Multiple("suspensions", Decimal(-100)),))
    multiplied = replace(untested, rules=(*SOUND.rules[:2], rule))

    assert only(findings(untested)).columns == ("suspensions",)
    assert findings(multiplied) == ()


def test_a_row_without_clause_or_basis_is_told_where_others_have_them():
    cited = [replace(rule, clause="GRD-04", basis="source") for rule in SOUND.rules]
    broken = replace(SOUND, rules=(cited[0], replace(cited[1], clause=""), replace(cited[2], basis=" ")))

    assert findings(replace(SOUND, rules=tuple(cited))) == ()
    assert [(each.rules, each.columns) for each in findings(broken)] == [
        ((2,), ("clause",)),
        ((3,), ("basis",)),
    ]
    assert {each.kind for each in findings(broken)} == {FindingKind.UNCITED}


# ---------------------------------------------------------------- limits


def matrix(inputs: int, rules: int) -> DecisionTable:
    """A matrix of bands in which each row tests three inputs, in turn."""
    names = tuple(f"input_{number}" for number in range(inputs))
    written = []
    for number in range(rules):
        tests: dict[str, Test] = {
            names[(number + step) % inputs]: Comparison(">=", Decimal(number * step % 40))
            for step in (0, 1, 7)
        }
        written.append(Rule(tests, (TIERS[number % 3],)))
    return DecisionTable("wide", names, ("tier",), tuple(written), HitPolicy.FIRST)


def test_a_table_too_wide_to_be_gone_through_says_so_and_ends_soon():
    started = time.process_time()

    found = findings(matrix(20, 500))

    assert time.process_time() - started < 5
    assert FindingKind.GAP in {finding.sought for finding in found if finding.kind is FindingKind.STOPPED}
    assert any(finding.kind is FindingKind.GAP for finding in found)


def test_a_matrix_of_five_hundred_rows_is_gone_through_whole():
    written = [
        Rule(
            {
                "spend": Interval(Decimal(a * 10), Decimal(a * 10 + 10), True, False),
                "years": Interval(Decimal(b), Decimal(b + 1), True, False),
            },
            (Decimal(a + b),),
        )
        for a in range(25)
        for b in range(20)
    ]
    sound = DecisionTable("matrix", ("spend", "years"), ("points",), tuple(written), HitPolicy.UNIQUE)
    broken = replace(sound, rules=(*written[:77], *written[78:]))

    assert {finding.kind for finding in findings(sound)} == {FindingKind.GAP, FindingKind.NULL_GAP}
    inside = [each for each in findings(broken) if each.where and each.where[0] == written[77].tests]
    assert len(inside) == 1


# ---------------------------------------------------------------- any ladder, broken anywhere


@st.composite
def ladders(draw: st.DrawFn) -> DecisionTable:
    """A sound ladder of four to seven bands, whose points rise."""
    bounds = sorted(draw(st.sets(st.integers(-50, 50), min_size=3, max_size=6)))
    ends = [None, *map(Decimal, bounds), None]
    tests = []
    for low, high in pairwise(ends):
        if low is None:
            tests.append(Comparison("<", high))
        else:
            tests.append(Comparison(">=", low) if high is None else Interval(low, high, True, False))
    rules = tuple(Rule({"spend": test}, (Decimal(number),)) for number, test in enumerate(tests))
    domains = {"spend": Domain(Kind.NUMBER, NOT_NULL)}
    return DecisionTable("ladder", ("spend",), ("points",), rules, HitPolicy.UNIQUE, domains=domains)


@given(ladders())
@settings(max_examples=25)
def test_of_no_sound_ladder_anything_is_told(ladder):
    assert findings(ladder) == ()


@given(ladders(), st.data())
@settings(max_examples=60)
def test_wherever_a_ladder_is_broken_it_is_told(ladder, data):
    rules = list(ladder.rules)
    inner = data.draw(st.integers(1, len(rules) - 2))
    band = rules[inner].tests["spend"]
    way = data.draw(st.sampled_from(["missing", "open", "closed", "twice", "turned"]))
    match way:
        case "missing":
            del rules[inner]
        case "open":
            rules[inner] = replace(rules[inner], tests={"spend": replace(band, includes_low=False)})
        case "closed":
            rules[inner] = replace(rules[inner], tests={"spend": replace(band, includes_high=True)})
        case "twice":
            rules.append(rules[inner])
        case "turned":
            rules[inner] = replace(rules[inner], outputs=(Decimal(100),))

    found = findings(replace(ladder, rules=tuple(rules)))

    expected = {
        "missing": (FindingKind.GAP, band),
        "open": (FindingKind.GAP, Equal(band.low)),
        "closed": (FindingKind.OVERLAP, Equal(band.high)),
        "twice": (FindingKind.OVERLAP, band),
        "turned": (FindingKind.RUNGS, rules[inner + 1].tests["spend"] if way == "turned" else None),
    }
    assert [(each.kind, each.where) for each in found] == [(expected[way][0], ({"spend": expected[way][1]},))]
