"""What the demo can be refused for."""

from __future__ import annotations

from tierline.errors import InputError
from tierline.wording import Text


class DemoFolderTaken(InputError):
    """A folder that holds something else than an earlier demo."""

    text = Text(
        "{path} holds something that is not an earlier demo. Choose another folder with --out.",
        "{path} 中有并非演示结果的内容。请用 --out 指定其他文件夹。",
    )
