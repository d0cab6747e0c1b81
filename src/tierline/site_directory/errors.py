"""What the directory of sites refuses."""

from __future__ import annotations

from tierline.errors import Conflict, InputError
from tierline.wording import Text


class SiteExists(Conflict):
    """A site that is there already."""

    text = Text(
        "The site {site} is there already. Change its names instead.", "站点 {site} 已存在，请改为修改名称。"
    )


class SiteListWrong(InputError):
    """A file of sites that cannot be taken; nothing of it was."""

    text = Text(
        "{path}, line {row}: {problem}. Expected the columns path, title_en and title_zh, in UTF-8. "
        "Nothing was imported.",
        "{path} 第 {row} 行：{problem}。应有 path、title_en、title_zh 三列，UTF-8 编码。未导入任何内容。",
    )


class SiteListUnreadable(InputError):
    """A file of sites that is not there, or not to be read as text."""

    text = Text(
        "{path}: expected a CSV file in UTF-8 that can be read.", "{path}：应为可读取的 UTF-8 编码 CSV 文件。"
    )
