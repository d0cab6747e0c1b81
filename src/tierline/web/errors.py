"""What the edge refuses before a use case is asked."""

from __future__ import annotations

from tierline.errors import Conflict, InputError, NotSignedIn
from tierline.wording import Text


class SignInNeeded(NotSignedIn):
    """No token, or one that is unknown, over or taken back; which of these is not told."""

    text = Text(
        "Sign in first, or again: the token is missing, over or not known.",
        "请先登录或重新登录：令牌缺失、失效或无法识别。",
    )


class KeyReused(Conflict):
    """An Idempotency-Key that came with another request before."""

    text = Text(
        "Idempotency-Key: this key came with a different request before. Use a new key for a new request.",
        "Idempotency-Key：该键已用于另一请求。新的请求请使用新的键。",
    )


class HeaderWrong(InputError):
    """A header that cannot be read."""

    text = Text("{field}: expected {expected}.", "{field}：应为 {expected}。")


class ParameterUnknown(InputError):
    """A query parameter that a route does not have: a filter with a typing error would filter nothing."""

    text = Text("{field}: expected one of {known}.", "{field}：应为 {known} 之一。")


class VersionNeeded(InputError):
    """A change without the version that it was made from."""

    text = Text(
        "If-Match: send the ETag of the version that you change, so that nobody's change is lost.",
        "If-Match：请发送所修改版本的 ETag，以免覆盖他人的更改。",
    )
