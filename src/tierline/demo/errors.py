"""What the demo can be refused for."""

from __future__ import annotations

from tierline.errors import Fault, InputError
from tierline.wording import Text


class DemoFolderTaken(InputError):
    """A folder that holds something else than an earlier demo."""

    text = Text(
        "{path} holds something that is not an earlier demo. Choose another folder with --out.",
        "{path} 中有并非演示结果的内容。请用 --out 指定其他文件夹。",
    )


class DemoMissing(InputError):
    """A folder without a demo that could be served."""

    text = Text(
        "{path} holds no demo with a service. Make one first: tierline demo --out {path}",
        "{path} 中没有可提供服务的演示。请先生成：tierline demo --out {path}",
    )


class DemoNotServed(Fault):
    """A part of the served demo that ended by itself, or never answered."""

    text = Text(
        "tierline {command} of the demo does not run. Its log says why: {log}",
        "演示的 tierline {command} 未能运行，原因见日志：{log}",
    )
