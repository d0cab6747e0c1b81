"""What the sites room refuses."""

from __future__ import annotations

from tierline.errors import InputError, Missing
from tierline.wording import Text


class SiteWrong(InputError):
    """A path that no site can have."""

    text = Text(
        "Site: found {found!r}, expected a path of at most four parts such as 65.6501.650102.",
        "站点：{found!r} 有误，应为至多四段的路径，例如 65.6501.650102。",
    )


class SiteUnknown(Missing):
    """A site that is not there, or not below that of whoever asks."""

    text = Text("There is no site {site} that you can see.", "没有您可见的站点 {site}。")
