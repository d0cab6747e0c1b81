"""What a DMN file can have wrong with it, or in it that is not read here."""

from __future__ import annotations

from tierline.tables.errors import TableError
from tierline.wording import Text


class ModelMissing(TableError):
    """There is no such file, or it cannot be opened. Facts: path, reason."""

    text = Text(
        en="{path} cannot be read: {reason}. Give the path of a DMN file.",
        zh="无法读取 {path}：{reason}。请给出 DMN 文件的路径。",
    )


class ModelTooLarge(TableError):
    """A file, or what is in it, is larger than any table that people keep. Facts: path, and the Texts found,
    expected.
    """

    text = Text(
        en="{path} has {found}, and {expected} were expected at most. Divide the model.",
        zh="{path} 有{found}，至多应为{expected}。请拆分模型。",
    )


class NotXml(TableError):
    """A file is no XML. Facts: path, and the Text found."""

    text = Text(
        en="{path} is no XML: {found}. Save the model as a .dmn file again.",
        zh="{path} 不是 XML：{found}。请重新将模型保存为 .dmn 文件。",
    )


class UnsafeXml(TableError):
    """XML with a document type or entities, which can read foreign files or fill the memory. Facts: path."""

    text = Text(
        en="{path} declares a document type or entities, which no DMN file needs and which can reach into "
        "other files. Nothing of it was read. Take the declaration out.",
        zh="{path} 含有文档类型或实体声明；DMN 文件不需要它们，且它们可能访问其他文件。未读取任何内容。"
        "请删除该声明。",
    )


class NotDmn(TableError):
    """XML of something else, or of a version that is not read. Facts: path, found, versions."""

    text = Text(
        en="{path} begins with {found}; expected was the element definitions of DMN {versions}. Save the "
        "model as one of these.",
        zh="{path} 以 {found} 开头，应为 DMN {versions} 的 definitions 元素。请将模型存为其中之一。",
    )


class AttributeWrong(TableError):
    """An attribute holds what the standard does not have. Facts: place (Text), attribute, found, expected."""

    text = Text(
        en="{place}: {attribute} is {found!r}; expected was one of {expected}. Correct the file.",
        zh="{place}：{attribute} 为 {found!r}，应为以下之一：{expected}。请改正文件。",
    )


class PartMissing(TableError):
    """An element lacks what it cannot do without. Facts: place (Text), expected."""

    text = Text(
        en="{place}: there is no {expected}, which is needed here. Complete the model.",
        zh="{place}：缺少此处必需的 {expected}。请补全模型。",
    )


class CellCount(TableError):
    """A rule has more or fewer cells than its table has columns. Facts: place (Text), element, found,
    expected.
    """

    text = Text(
        en="{place}: it has {found} times {element}, and {expected} were expected, one for each column. "
        "Complete the rule.",
        zh="{place}：有 {found} 个 {element}，应为 {expected} 个，每列一个。请补全该规则。",
    )


class RepeatedName(TableError):
    """Two elements of a model share a name or an id, so that neither can be told. Facts: path, name."""

    text = Text(
        en="{path}: {name} is there more than once, so nobody can tell which is meant. Rename one of them.",
        zh="{path}：{name} 出现不止一次，无法区分。请改名其中之一。",
    )


class BeyondScope(TableError):
    """Something of DMN that is not read here. Facts: place (Text), what."""

    text = Text(
        en="{place}: {what} is not read here. Express it as a decision table, or in FEEL as "
        "docs/decision-tables.md lists it.",
        zh="{place}：此处不支持 {what}。请改用决策表，或 docs/decision-tables.zh-CN.md 所列的 FEEL 表达式。",
    )


class NotWritable(TableError):
    """Tables that the XML of DMN cannot hold. Facts: table, and the Texts found, expected."""

    text = Text(
        en="Table {table}: {found} cannot be written as DMN; expected was {expected}. Change it first.",
        zh="决策表 {table}：{found}无法写成 DMN；应为{expected}。请先修改。",
    )


class TypeUnknown(TableError):
    """A type that neither FEEL nor the model has. Facts: place (Text), found, known."""

    text = Text(
        en="{place}: there is no type {found}. Known are the types of FEEL and: {known}. Correct the name, "
        "or define the type.",
        zh="{place}：没有类型 {found}。已知 FEEL 自身的类型以及：{known}。请改正名称，或定义该类型。",
    )


class TypeCircular(TableError):
    """A type that is made of itself. Facts: found."""

    text = Text(
        en="The item definition {found} is made of itself, so no value could ever fit. Correct its typeRef.",
        zh="类型定义 {found} 由其自身构成，任何值都无法符合。请改正其 typeRef。",
    )


class Circular(TableError):
    """Decisions that wait for each other. Facts: path (their names, in order)."""

    text = Text(
        en="These require each other in a circle, so that none can be decided first: {path}. Take one of the "
        "requirements out.",
        zh="以下内容循环依赖，无法确定先后：{path}。请去掉其中一个依赖。",
    )


class RequirementMissing(TableError):
    """A decision requires what the file does not have. Facts: place (Text), found."""

    text = Text(
        en="{place}: it requires {found}, which this file does not have. Import of other models is not read: "
        "put what is required into one file.",
        zh="{place}：它依赖 {found}，而本文件中没有。不支持导入其他模型：请把所依赖的内容放进同一文件。",
    )


class DecisionUnknown(TableError):
    """A decision is asked that the file does not have. Facts: found, known."""

    text = Text(
        en="There is no decision {found!r}. The decisions of the file: {known}.",
        zh="没有名为 {found!r} 的决策。文件中的决策：{known}。",
    )


class NothingDecided(TableError):
    """A model without any decision that has logic. Facts: name."""

    text = Text(
        en="The model {name} has no decision, so there is nothing to decide. Add one.",
        zh="模型 {name} 中没有决策，无可判定。请添加决策。",
    )


class NoCoreForm(TableError):
    """A table of a model that has no form as a table of constants over named inputs. Facts: the Texts place,
    found, expected.
    """

    text = Text(
        en="{place}: {found} has no form in a table for a whole base; expected was {expected}. Such a table "
        "can still be decided case by case.",
        zh="{place}：{found}无法用于对整个用户群计算的决策表；应为{expected}。此类表仍可逐个情形判定。",
    )
