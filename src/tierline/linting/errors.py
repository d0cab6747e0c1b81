"""What a check of tables can be refused for."""

from __future__ import annotations

from tierline.errors import InputError
from tierline.wording import Text


class BaseIncomplete(InputError):
    """A folder that does not hold what a base has."""

    text = Text(
        en="{folder}: found no {dataset} ({dataset}/, {dataset}.parquet or {dataset}.csv); expected a folder"
        " as `tierline sample` writes it, with subscribers and bills. Give such a folder to --on.",
        zh="{folder}：未找到 {dataset}（{dataset}/、{dataset}.parquet 或 {dataset}.csv）；"
        "应为 `tierline sample` 生成的文件夹，含 subscribers 与 bills。请用 --on 指定此类文件夹。",
    )


class InputsNotInBase(InputError):
    """A table with inputs that no line of a base has."""

    text = Text(
        en="Table {table}: the base has no {inputs}; expected inputs among {known}. Rename those inputs, or"
        " check the table without --on.",
        zh="决策表 {table}：基础数据中没有 {inputs}；输入应为 {known} 之一。请改名，或去掉 --on 再检查。",
    )


class MonthWithoutBase(InputError):
    """A month without a base to count on."""

    text = Text(
        en="Found --month {month} without --on; a month is needed only to count lines. Add --on BASE, or"
        " leave --month out.",
        zh="给出了 --month {month} 但没有 --on；仅在统计线路时才需要月份。"
        "请加上 --on 文件夹，或去掉 --month。",
    )


class NoLinesToCount(InputError):
    """A base for a scheme that rates no lines."""

    text = Text(
        en="{file}: the scheme rates sites, and --on counts lines of a base. Leave --on out.",
        zh="{file}：该方案评定站点，而 --on 统计的是线路。请去掉 --on。",
    )
