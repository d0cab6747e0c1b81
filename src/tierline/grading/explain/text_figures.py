"""The part of the page with the figures: bills by month, measures, and how the score is made up."""

from __future__ import annotations

from fractions import Fraction

from tierline.grading.explain.explanation import Explanation
from tierline.grading.explain.figures import Figure
from tierline.grading.explain.page import Mark, Page, Style
from tierline.grading.explain.speech import Speech, month_text, number_text, two_digits
from tierline.grading.months import first_day, month_number
from tierline.policy.model import ScoreProduct, TableMeasure, WindowMeasure
from tierline.policy.vocabulary import BILL_COLUMNS, MONEY_COLUMNS, SCORE
from tierline.tables.model import Equal, Multiple, Rule
from tierline.wording import Text

FIGURES = Text("Figures", "数据")
TENURE = Text("Months on the network: {months}; full years: {years}.", "在网 {months} 个月，满 {years} 年。")
MONTH = Text("month", "月份")
COUNTED = Text(
    "Amounts in yuan. * counts towards a figure below; a month without a bill counts as zero.",
    "金额单位：元。* 计入下列数据；无账单的月份按零计算。",
)
EARLIER = Text("{count} earlier months with bills are not shown.", "另有更早的 {count} 个月账单未列出。")
MEAN_OF = Text("{total} in {months} months, {span}", "{span} 共 {months} 个月，合计 {total}")
SUM_OF_ALL = Text("all months before {month}", "{month} 之前所有月份")
NO_MONTHS = Text("no complete month yet", "尚无完整月份")
SCORE_NONE = Text("No part of the score gives anything.", "得分表各项均未得分。")
GIVES = Text("{what} gives {points}", "{what}，得 {points} 分")
EACH = Text("{title} {value}, {by} each", "{title} {value}，每 1 计 {by}")
MOST_MONTHS_SHOWN = 13


def write_figures(page: Page, speech: Speech, explanation: Explanation) -> None:
    """Tenure, the bills that count, each figure with its months and clause, and the score."""
    case = explanation.case
    page.heading(speech.say(FIGURES))
    tenure, years = case.values["tenure_months"], case.values["tenure_years"]
    page.sentence(speech.say(TENURE, months=tenure, years=max(0, years) if isinstance(years, int) else 0))
    _write_bills(page, speech, explanation)
    rows = []
    for figure in case.figures:
        value = "-" if figure.value is None else speech.measure(figure.measure.name, figure.value)
        cited = speech.cited(figure.clause, figure.basis)
        rows.append([speech.say(figure.measure.title), value, _covered(speech, explanation, figure), cited])
    score = case.values.get(SCORE)
    if isinstance(score, Fraction) and case.version.score is not None:
        citation = case.version.score.citation
        cited = speech.cited(citation.clause, citation.basis.value)
        rows.append([speech.title(SCORE), two_digits(score), _factors(speech, explanation), cited])
    page.table(rows, left=(0, 2, 3))
    _write_score_lines(page, speech, explanation)


def _write_bills(page: Page, speech: Speech, explanation: Explanation) -> None:
    case = explanation.case
    last = case.rating.number - 1
    windows = [figure.months for figure in case.figures if figure.months]
    shown = range(last + 1 - min(MOST_MONTHS_SHOWN, max([*windows, 1]) + 1), last + 1)
    by_month = {month_number(bill.month): bill for bill in case.line.bills}
    rows = [[speech.say(MONTH), *(f"{speech.column(name)} " for name in BILL_COLUMNS)]]
    for number in shown:
        bill = by_month.get(number)
        cells = []
        for name in BILL_COLUMNS:
            amount = bill.amounts[name] if bill else None
            said = "-" if amount is None else f"{amount:.2f}" if name in MONEY_COLUMNS else str(amount)
            cells.append(said + ("*" if _counts(explanation, name, number) else " "))
        rows.append([month_text(first_day(number)), *cells])
    page.table(rows)
    page.sentence(speech.say(COUNTED), Style.FAINT)
    earlier = sum(number < shown[0] for number in by_month)
    if earlier:
        page.sentence(speech.say(EARLIER, count=earlier), Style.FAINT)


def _counts(explanation: Explanation, column: str, number: int) -> bool:
    return any(
        isinstance(figure.measure, WindowMeasure)
        and figure.measure.column == column
        and (figure.first_month is None or number >= figure.first_month)
        for figure in explanation.case.figures
    )


def _covered(speech: Speech, explanation: Explanation, figure: Figure) -> str:
    """The months that a figure covers, and for a mean its exact sum."""
    if isinstance(figure.measure, TableMeasure):
        return ""
    if figure.first_month is None:
        return speech.say(SUM_OF_ALL, month=month_text(explanation.case.rating.month))
    if not figure.months or figure.total is None:
        return speech.say(NO_MONTHS)
    span = speech.span(figure.first_month, explanation.case.rating.number - 1)
    if not figure.measure.is_mean:
        return span
    return speech.say(MEAN_OF, total=two_digits(figure.total), months=figure.months, span=span)


def _factors(speech: Speech, explanation: Explanation) -> str:
    case = explanation.case
    if not isinstance(case.version.score, ScoreProduct):
        return ""
    return " × ".join(speech.measure(name, case.values[name]) for name in case.version.score.factors)


def _write_score_lines(page: Page, speech: Speech, explanation: Explanation) -> None:
    score = explanation.case.version.score
    if score is None or isinstance(score, ScoreProduct):
        return
    given = [(rule, points) for rule, points in explanation.score_lines if points]
    if not given:
        page.sentence(speech.say(SCORE_NONE))
    for rule, points in given:
        what = _score_line(speech, explanation, rule)
        said = speech.say(GIVES, what=what, points=number_text(points))
        mark = Mark.HOLDS if points > 0 else Mark.FAILS
        page.point(mark, speech.under(said, rule.clause, rule.basis))


def _score_line(speech: Speech, explanation: Explanation, rule: Rule) -> str:
    """What a line of a score table found: `full years on the network 5 (at least 5)`."""
    (output,) = rule.outputs
    parts = []
    for name, test in rule.tests.items():
        title, value = speech.title(name), speech.measure(name, explanation.case.values[name])
        if isinstance(output, Multiple) and name == output.of:
            parts.append(speech.say(EACH, title=title, value=value, by=number_text(Fraction(output.by))))
        elif isinstance(test, Equal):
            parts.append(f"{title} {value}")
        else:
            parts.append(speech.bracketed(f"{title} {value}", speech.test(test)))
    return speech.joined(parts)
