"""The figures of a line as they are spoken, each with the months that it covers; pure."""

from __future__ import annotations

from fractions import Fraction

from tierline.explanations.numerals import count_text, money_text, number_text, plain_title
from tierline.explanations.rulers import bounds_on
from tierline.grading.explain.case import Case
from tierline.grading.explain.figures import Figure
from tierline.policy.model import TableMeasure, WindowMeasure
from tierline.policy.phrases import filled, value_text
from tierline.policy.rating_statements import titles_of
from tierline.policy.vocabulary import MONEY_COLUMNS
from tierline.tables.decide import Value
from tierline.wording import Text

NO_MONTHS = Text("there is no complete month of yours yet", "您还没有完整的账单月")
SPANS = {
    "one": Text("in the last complete month", "最近一个完整月"),
    "many": Text("over {count} complete months", "近{count}个完整月"),
    "all": Text("over all your months with us", "入网以来"),
}
MEANS = {
    "billed": Text("your bill was {value} yuan a month on average", "您的账单月均 {value} 元"),
    "mobile_billed": Text(
        "your mobile bill was {value} yuan a month on average", "您的移动业务账单月均 {value} 元"
    ),
    "paid": Text("you paid {value} yuan a month on average", "您月均缴费 {value} 元"),
    "suspensions": Text(
        "your line was suspended {value} times a month on average", "您的号码月均停机 {value} 次"
    ),
}
SUMS = {
    "billed": Text("your bills came to {value} yuan", "您的账单合计 {value} 元"),
    "mobile_billed": Text("your mobile bills came to {value} yuan", "您的移动业务账单合计 {value} 元"),
    "paid": Text("you paid {value} yuan", "您缴费 {value} 元"),
    "suspensions": Text("your line was suspended {value} times", "您的号码停机 {value} 次"),
}
SUSPENSIONS = {
    0: Text("your line was not suspended", "您的号码没有停机"),
    1: Text("your line was suspended once", "您的号码停机一次"),
}
IN_SPAN = Text("{span} {said}", "{span}，{said}")
FACTOR = Text("{tenure} gives a factor of {value}", "{tenure}，系数为 {value}")
FIRST_YEAR = Text("your first year with us", "您在网不满一年")
YEARS = Text("your {count} full years with us", "您在网满{count}年")
ONE_YEAR = Text("your full year with us", "您在网满一年")
FACTOR_OF_YEARS = Text("{tenure} give a factor of {value}", "{tenure}，系数为 {value}")
GENERIC = Text("your {title} is {value}", "您的{title}为{value}")
INPUTS = {
    "tenure_years": Text("you have been with us for {value} full years", "您在网满{value}年"),
    "tenure_months": Text("you have been with us for {value} months", "您在网{value}个月"),
    "bonus_products": Text("you have {value} products that bring points", "您有{value}个可加分的产品"),
}
ONE_OF = {
    "tenure_years": Text("you have been with us for one full year", "您在网满一年"),
    "tenure_months": Text("this is your first month with us", "您在网一个月"),
    "bonus_products": Text("you have one product that brings points", "您有一个可加分的产品"),
}


def figure_text(case: Case, figure: Figure) -> Text:
    """What a figure of the line is, as the main clause of a sentence."""
    measure = figure.measure
    if isinstance(measure, TableMeasure):
        return _of_table(case, figure)
    if figure.value is None or figure.months == 0:
        return NO_MONTHS
    return filled(IN_SPAN, span=_span(figure), said=_amount(case, figure, measure))


def input_text(case: Case, name: str) -> Text:
    """What an input of a rule is on the line, as the main clause of a sentence."""
    figure = next((one for one in case.figures if one.measure.name == name), None)
    if figure is not None:
        return figure_text(case, figure)
    value = case.values[name]
    if name in INPUTS and isinstance(value, int):
        return ONE_OF[name] if value == 1 else filled(INPUTS[name], value=count_text(max(value, 0)))
    return filled(GENERIC, title=plain_title(titles_of(case.version)[name]), value=_value(value))


def _value(value: Value) -> Text:
    if isinstance(value, Fraction) or (isinstance(value, int) and not isinstance(value, bool)):
        return number_text(value)
    assert not isinstance(value, Fraction)
    return value_text(value)


def _span(figure: Figure) -> Text:
    if figure.months is None:
        return SPANS["all"]
    if figure.months == 1:
        return SPANS["one"]
    return filled(SPANS["many"], count=count_text(figure.months))


def _amount(case: Case, figure: Figure, measure: WindowMeasure) -> Text:
    assert figure.value is not None
    bounds = [bound.at for bound in bounds_on(case, measure.name)]
    if measure.is_mean and figure.months != 1:
        form = MEANS[measure.column]
    elif measure.column == "suspensions" and figure.value in SUSPENSIONS:
        return SUSPENSIONS[int(figure.value)]
    else:
        form = SUMS[measure.column]
    said = money_text if measure.column in MONEY_COLUMNS else number_text
    return filled(form, value=said(figure.value, bounds))


def _of_table(case: Case, figure: Figure) -> Text:
    """A figure that a table gives by the years on the network, or by something else."""
    assert isinstance(figure.measure, TableMeasure)
    value = Text("none", "无") if figure.value is None else number_text(figure.value)
    tested = {name for rule in figure.measure.table.rules for name in rule.tests}
    years = case.values["tenure_years"]
    if tested == {"tenure_years"} and isinstance(years, int):
        if years > 1:
            tenure = filled(YEARS, count=count_text(years))
            return filled(FACTOR_OF_YEARS, tenure=tenure, value=value)
        return filled(FACTOR, tenure=ONE_YEAR if years == 1 else FIRST_YEAR, value=value)
    return filled(GENERIC, title=plain_title(figure.measure.title), value=value)
