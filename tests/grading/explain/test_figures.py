"""A figure that a table gives is cited by the row that gives it."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.policy.harbour import HARBOUR, NOTE, with_change
from tierline.grading.explain.figures import figure_of
from tierline.policy.pack_text import read_pack
from tierline.policy.statements import statements

SEVERAL_LINES = with_change(
    "  tier:\n  - spend",
    "    factor:\n      title: {en: factor, zh: 系数}\n      from:\n"
    "      - tenure_months: {at_least: {36: 1.5, 24: 1.2}}\n"
    "        clause: GRD-15\n"
    f"      - tenure_months: {{at_least: {{24: 1.3, 12: 1.1}}}}\n        basis: example\n        {NOTE}\n"
    "  tier:\n  - spend",
    HARBOUR,
)


@pytest.mark.parametrize(
    ("months", "value", "clause", "basis"),
    [
        (36, Fraction("1.5"), "GRD-15", "source"),
        (24, Fraction("1.2"), "GRD-15", "source"),  # the first line that holds, and not the higher figure
        (12, Fraction("1.1"), "GRD-04", "example"),
        (11, None, "GRD-04", "source"),
    ],
)
def test_of_several_lines_the_first_that_holds_gives_the_figure_and_is_cited(months, value, clause, basis):
    measure = read_pack(SEVERAL_LINES, "harbour.yaml").versions[0].measure("factor")
    # Attributes are all that a table of a measure looks at.
    figure = figure_of(measure, None, None, {"tenure_months": months})
    assert (figure.value, figure.clause, figure.basis) == (value, clause, basis)


def test_the_page_of_a_pack_shows_every_row_with_its_own_clause():
    version = read_pack(SEVERAL_LINES, "harbour.yaml").versions[0]
    said = [(one.says.en, one.clause, one.basis) for one in statements(version) if "factor" in one.name]
    assert said == [
        ("1.5", "GRD-15", "source"),
        ("1.2", "GRD-15", "source"),
        ("1.3", "GRD-04", "example"),
        ("1.1", "GRD-04", "example"),
    ]
