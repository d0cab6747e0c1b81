"""What the rights room refuses."""

from __future__ import annotations

from tierline.errors import NotAllowed
from tierline.wording import Text


class PermissionMissing(NotAllowed):
    """The actor's roles do not hold the permission that an action needs."""

    text = Text(
        "Your roles do not include {permission}. Ask your supervisor if you need it.",
        "您的角色没有 {permission} 权限。如有需要，请联系主管。",
    )
