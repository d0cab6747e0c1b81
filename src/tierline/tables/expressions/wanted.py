"""What a parser of expressions expected where it found something else, in words."""

from __future__ import annotations

from tierline.wording import Text

AN_EXPRESSION = Text("a value, a name or an expression", "值、名称或表达式")
THE_END = Text("an operator, or the end of the expression", "运算符或表达式结束")
THE_CELL_END = Text("a comma and another test, or the end of the cell", "逗号和下一个条件，或单元格结束")
A_TEST = Text(
    'a test, such as -, 450, >= 450, [300..450), "gold", not(...) or an expression',
    '一个条件，例如 -、450、>= 450、[300..450)、"gold"、not(...) 或表达式',
)
ALONE = Text("- alone, because it allows everything already", "单独的 -，因为它已表示任意值")
A_NAME = Text("a name", "名称")
A_TYPE = Text("a type of FEEL, such as number or date", "FEEL 类型，例如 number 或 date")
A_LOOP = Text("a name and in, as in `for x in list`", "名称和 in，例如 for x in list")
A_COMMA = Text("a comma, or the end of the list", "逗号或列表结束")
A_COLON = Text(": after the name of the entry", "条目名称之后的 :")
AN_OPENING = Text("(", " (")
A_CLOSING = Text(")", " )")
A_BRACKET = Text("]", " ]")
DOTS = Text(".. between the ends of the interval", "区间两端之间的 ..")
AN_END = Text("the end of the interval: ], ) or [", "区间的结束符：]、) 或 [")
A_MOMENT = Text(
    'a date, time, date and time or duration, such as @"2026-11-01"',
    '日期、时间、日期时间或时长，例如 @"2026-11-01"',
)
A_SMALLER_NUMBER = Text("a number below 10 to the power of 6145", "小于 10 的 6145 次方的数字")
NO_EXTERNAL = Text("a function written in FEEL itself", "用 FEEL 本身编写的函数")
SHORTER = Text("at most 50,000 characters", "至多 50,000 个字符")
SHALLOWER = Text("at most 30 expressions within each other", "表达式至多嵌套 30 层")
