"""What a policy pack, or a question to the packs, can be refused for."""

from __future__ import annotations

from tierline.errors import Fault, InputError
from tierline.wording import Text


class PolicyError(InputError):
    """A policy pack, or what was asked of the packs, is at fault. Facts may be Texts."""


class PackError(PolicyError):
    """A mistake in a pack. Facts: file, line (from 1), where (the path of keys), found, expected."""

    text = Text(
        en="{file}, line {line}, {where}: found {found}; expected {expected}. Correct that line.",
        zh="{file} 第 {line} 行，{where}：现为 {found}；应为{expected}。请改正该行。",
    )


class PackUnreadable(PolicyError):
    """A pack that is no YAML, or no text at all. Facts: file, line (from 1), problem."""

    text = Text(
        en="{file}, line {line}: this cannot be read as YAML: {problem}. Correct the text there.",
        zh="{file} 第 {line} 行：无法按 YAML 读取：{problem}。请改正该处后重试。",
    )


class PackMissing(PolicyError):
    """A file or folder of packs that is not there or cannot be read. Facts: file, problem."""

    text = Text(
        en="{file}: no policy pack can be read there: {problem}. Give a .yaml file, or a folder of them.",
        zh="{file}：此处没有可读的政策包：{problem}。请给出 .yaml 文件或存放它们的文件夹。",
    )


class SchemeRepeated(PolicyError):
    """Two packs for one scheme in one folder. Facts: file, scheme, other."""

    text = Text(
        en="{file}: found the scheme {scheme}, which {other} holds already; expected one pack for a"
        " scheme. Remove one of the two, or give it another scheme.",
        zh="{file}：方案 {scheme} 已在 {other} 中定义；每个方案应只有一个政策包。请删除其一或改名。",
    )


class SchemeUnknown(PolicyError):
    """A scheme of which there is no pack. Facts: scheme, known."""

    text = Text(
        en="There is no policy pack for the scheme {scheme}; there are packs for {known}. Name one of these,"
        " or give the folder that holds the pack.",
        zh="没有方案 {scheme} 的政策包；现有方案：{known}。请改用其中之一，或指定存放该政策包的文件夹。",
    )


class SchemeOfSites(PolicyError):
    """A scheme that rates sites, asked for where lines are rated. Facts: scheme."""

    text = Text(
        en="{scheme} rates sites of the network and no lines; expected a scheme of lines here. Sites are"
        " rated by `tierline grade --scheme {scheme} --measurements FILE`, and one of them is explained by"
        " `tierline explain --site ID`.",
        zh="{scheme} 评定网络站点，不评定线路；此处应为评定线路的方案。评定站点请用"
        " `tierline grade --scheme {scheme} --measurements 文件`，"
        "说明某一站点请用 `tierline explain --site 编号`。",
    )


class SchemeOfLines(PolicyError):
    """A scheme that rates lines, asked for where sites are rated. Facts: scheme."""

    text = Text(
        en="{scheme} rates lines; expected a scheme of sites, such as network-service, for what was measured"
        " at sites. Name one, or give --subscribers and --bills instead of --measurements.",
        zh="{scheme} 评定线路；站点的测量数据应使用评定站点的方案，如 network-service。"
        "请改用此类方案，或以 --subscribers 与 --bills 代替 --measurements。",
    )


class SchemeNotInForce(PolicyError):
    """A scheme none of whose versions is in force on a day. Facts: scheme, day, first."""

    text = Text(
        en="No version of {scheme} is in force on {day}; the first is in force from {first}."
        " Choose a later day or another scheme.",
        zh="{day} 当日 {scheme} 尚无生效版本；最早的版本自 {first} 起生效。请改用更晚的日期或其他方案。",
    )


class VersionUnknown(PolicyError):
    """A version that a pack does not hold. Facts: scheme, day, known."""

    text = Text(
        en="{scheme} has no version from {day}; it has versions from {known}. Name one of these days,"
        " or ask for the version in force on a day.",
        zh="{scheme} 没有自 {day} 起的版本；现有版本自：{known}。请改用其中之一，或查询某日生效的版本。",
    )


class DayUnreadable(PolicyError):
    """A day that was asked for is none. Facts: found."""

    text = Text(
        en="Found {found} where a day was expected. Write it as 2015-01-20.",
        zh="此处应为日期，现为 {found}。请写成 2015-01-20 的形式。",
    )


class NothingToCompare(PolicyError):
    """`policy diff` was not given two files, or a scheme and two days. Facts: found."""

    text = Text(
        en="Found {found} to compare; expected two files, or a scheme and two days."
        " Write for example: tierline policy diff unicom-vip 2011-06-01 2015-02-01.",
        zh="给出的比较对象为 {found}；应为两个文件，或一个方案加两个日期。"
        "例如：tierline policy diff unicom-vip 2011-06-01 2015-02-01。",
    )


class RegisterUnwritable(Fault):
    """The register of interpretations could not be written. Facts: folder, problem."""

    text = Text(
        en="The register of interpretations cannot be written to {folder}: {problem}. Name a folder in which"
        " you may write.",
        zh="无法将解释登记写入 {folder}：{problem}。请指定有写权限的文件夹。",
    )


class DraftImpossible(PolicyError):
    """A pack to whose text no version can be added safely. Facts: file, problem."""

    text = Text(
        "{file}: the new version cannot be added to this text without changing the rest of it:"
        " {problem}. Add the version shown by hand.",
        "{file}：无法在不改动其余内容的情况下加入新版本：{problem}。请手工加入所示版本。",
    )


class DraftThere(PolicyError):
    """A draft that would take the place of a file. Facts: option, path."""

    text = Text(
        "{option}: {path} exists already and was left as it is. Name a file that does not exist yet.",
        "{option}：{path} 已存在，未作改动。请指定一个尚不存在的文件。",
    )


class DraftAmongPacks(PolicyError):
    """A draft inside the folder of the packs in use. Facts: option, path."""

    text = Text(
        "{option}: {path} lies in the folder of the packs in use, where a draft would count at once."
        " Name a file in another folder.",
        "{option}：{path} 位于正在使用的政策包文件夹内，草案会立即生效。请改用其他文件夹中的文件名。",
    )


class DraftUnwritable(Fault):
    """A draft that the system refused to write. Facts: option, path, problem."""

    text = Text(
        "{option}: {path} could not be written ({problem}). Nothing was left there. Name a place in"
        " which you may write, and run again.",
        "{option}：{path} 无法写入（{problem}）。未留下任何内容。请改用有写权限的位置后重新运行。",
    )
