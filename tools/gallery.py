"""The page of the manual with every picture of the console, written from the shots in both languages."""

from __future__ import annotations

from pathlib import Path

from tierline.wording import Language, Text
from tools.shots import GROUPS
from tools.shots.shot import Shot

DOCS = Path(__file__).parents[1] / "docs"
FILES = {Language.EN: DOCS / "console.md", Language.ZH: DOCS / "console.zh-CN.md"}
"""The page in each language."""

TITLE = Text("The console, page by page", "控制台各页面")
OTHER = {Language.EN: "[中文](console.zh-CN.md)", Language.ZH: "[English](console.md)"}
ABOUT = Text(
    "Every page and dialog once, with the question that it answers. Each exists in English and Chinese,\n"
    "light and dark, at 1280 and 768 pixels; over all pictures each of these is seen. `make screenshots`\n"
    "takes them of the [sample operator](sample-operator.md) and writes this page; people, numbers and\n"
    "figures are made up. [How the console looks](design-system.md) has the parts and the reasons.",
    "每个页面和对话框各一张，附其回答的问题。页面均有中英文、浅色与深色、1280 与 768 像素宽，图中各种都有。\n"
    "图片和本页由 `make screenshots` 以[样例运营商](sample-operator.zh-CN.md)生成，内容均为虚构。\n"
    "组件与理由见[控制台的外观](design-system.zh-CN.md)。",
)


def written(language: Language) -> str:
    """The page."""
    parts = [f"# {TITLE.read(language)}", OTHER[language], ABOUT.read(language)]
    for group in GROUPS:
        parts.append(f"## {group.title.read(language)}")
        parts += [_shown(shot, language) for shot in group.shots]
    return "\n\n".join(parts) + "\n"


def write() -> None:
    """Write the page anew."""
    for language, file in FILES.items():
        file.write_text(written(language), "utf-8")


def _shown(shot: Shot, language: Language) -> str:
    says = shot.says.read(language)
    return f"{says}\n\n![{says}](pictures/console/{shot.name}.png)"
