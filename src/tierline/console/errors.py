"""What the console itself can refuse."""

from __future__ import annotations

from tierline.errors import Conflict, Fault, InputError, Missing, NotAllowed, NotSignedIn
from tierline.wording import Text


class AssetsMissing(Fault):
    """A file of the pages that was not built."""

    text = Text(
        "The console's file {file} was not built from src/tierline/console/assets. Run `make assets`.",
        "缺少控制台文件 {file}，它由 src/tierline/console/assets 构建。请运行 `make assets`。",
    )


class FormNotOurs(NotAllowed):
    """A form that was not made for this browser, or for a sign-in that has ended since."""

    text = Text(
        "This form belongs to another sign-in, so nothing was changed. Open the page again and repeat it.",
        "该表单属于另一次登录，未作任何更改。请重新打开页面后再提交。",
    )


class SessionOver(NotSignedIn):
    """A form of a sign-in that has ended. Facts: kept, the fields to be shown again after signing in."""

    text = Text(
        "Your sign-in has ended, so nothing was changed. Sign in again.",
        "您的登录已结束，未作任何更改。请重新登录。",
    )


class TypedTooLong(InputError):
    """More than is kept while somebody signs in with the identity provider. Facts: most."""

    text = Text(
        "What you typed is longer than {most} characters, and would be lost on the way. Copy it first; then"
        " go to the operator's sign-in from a new window.",
        "所填内容超过 {most} 个字符，跳转登录时将会丢失。请先复制内容，再在新窗口中使用企业统一账号登录。",
    )


class FormOnlyShown(Conflict):
    """A form that was sent when the sign-in had ended, and that is shown again first."""

    text = Text(
        "Nothing was changed yet: your sign-in had ended. Look through what you typed, and send it again.",
        "尚未作任何更改：之前的登录已结束。请核对所填内容后再次提交。",
    )


class PageUnknown(Missing):
    """An address at which there is no page."""

    text = Text("There is no page at this address.", "该地址没有页面。")


class ClauseUnknown(Missing):
    """An id that the list of clauses does not have."""

    text = Text("{clause}: no clause has this id.", "{clause}：没有该编号的条款。")


class PasswordsDiffer(InputError):
    """A new password that was typed in two ways."""

    text = Text("This is not the new password that stands above it.", "与上面输入的新密码不一致。")


class FiltersWrong(InputError):
    """A list that is to be a file, narrowed to what there is not."""

    text = Text(
        "The filters of this list are not such as its page offers. Choose them there, and take it out again.",
        "筛选条件不是页面所提供的内容，请在页面上重新选择后再导出。",
    )
