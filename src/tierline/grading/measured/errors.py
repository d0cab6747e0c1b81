"""What a rating of sites can be refused for."""

from __future__ import annotations

from tierline.errors import InputError
from tierline.wording import Text


class OptionBesideMeasurements(InputError):
    """An option that is about lines, beside the measurements of sites. Facts: option."""

    text = Text(
        "{option}: found beside --measurements; expected nothing of lines there, since sites are rated by"
        " what was measured alone. Leave one of the two out.",
        "{option}：不能与 --measurements 同用；站点只按测量数据评定，不涉及线路。请去掉其中之一。",
    )


class OneSchemeOfSites(InputError):
    """Several schemes beside measurements. Facts: found."""

    text = Text(
        "--scheme: found {found}; expected one scheme beside --measurements, since each measures other"
        " things. Rate them one after the other.",
        "--scheme：现为 {found}；与 --measurements 同用时应只有一个方案，因各方案的指标不同。请逐个评定。",
    )


class MonthUnmeasured(InputError):
    """Measurements without a row for the month before the rating month. Facts: month, first, last."""

    text = Text(
        "measurements: there is no row for {month}, the month before the rating month; the measurements hold"
        " {first} to {last}. Most likely this is the wrong month: give the measurements of {month} or another"
        " --month.",
        "measurements：没有评定月上一月 {month} 的测量数据；现有数据为 {first} 至 {last}。很可能月份有误："
        "请提供 {month} 的测量数据，或改用其他 --month。",
    )


class SiteUnknown(InputError):
    """A site that was not measured in the month. Facts: site_id, month, path."""

    text = Text(
        "There is no site with site_id {site_id} for {month} in {path}. Check the number and the month: sites"
        " are rated by the month before the rating month.",
        "{path} 中没有 site_id 为 {site_id} 的 {month} 测量数据。"
        "请核对编号与月份：站点按评定月上一月的数据评定。",
    )
