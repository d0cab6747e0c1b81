"""Where events may go: naming an address inside the operator's own network in a webhook does not reach it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

from tierline.messages.errors import WebhookUrlWrong
from tierline.wording import Text

LONGEST = 500
TRANSLATED = IPv6Network("64:ff9b::/96")
"""IPv6 addresses that a gateway turns into IPv4 ones, private ones too."""

HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|[0-9A-Fa-f:.]{2,45}")

NO_URL = Text(
    "expected an address such as https://example.com/events", "应为形如 https://example.com/events 的地址"
)
NO_HTTPS = Text("expected an address that begins with https://", "地址应以 https:// 开头")
NO_USER = Text("expected an address without user, password and fragment", "地址不能含用户名、密码或 # 片段")
PRIVATE = Text("expected an address outside of private networks", "不能使用内网地址")


def checked_url(url: str, allows_private: bool) -> str:
    """`url`, if events may go there as far as its text tells; where its name leads is looked at when sending.

    Where private addresses are allowed, plain http is too. Raises WebhookUrlWrong.
    """
    parts = _parts(url)
    host = parts.hostname or ""
    if parts.scheme != "https" and not (allows_private and parts.scheme == "http"):
        raise WebhookUrlWrong(field="url", problem=NO_HTTPS)
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise WebhookUrlWrong(field="url", problem=NO_USER)
    if not HOST.fullmatch(host):
        raise WebhookUrlWrong(field="url", problem=NO_URL)
    if not allows_private and (
        (_is_number(host) and not is_public(host)) or host.lower().endswith("localhost")
    ):
        raise WebhookUrlWrong(field="url", problem=PRIVATE)
    return url


def _parts(url: str) -> SplitResult:
    # Characters that one reader of addresses drops and another keeps would name two places with one text.
    if len(url) > LONGEST or not re.fullmatch(r"[\x21-\x7e]+", url) or "\\" in url:
        raise WebhookUrlWrong(field="url", problem=NO_URL)
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise WebhookUrlWrong(field="url", problem=NO_URL) from None
    return parts


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        # Resolvers read forms such as 127.1 or 0x7f000001 as addresses, too.
        return re.fullmatch(r"[0-9.]+|0[xX][0-9a-fA-F.]*", host) is not None
    return True


def is_public(address: str) -> bool:
    """True for an address of the public internet, also for an IPv4 address within an IPv6 one."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and (inner := found.ipv4_mapped or found.sixtofour):
        return inner.is_global and not inner.is_multicast
    return found.is_global and not found.is_multicast and found not in TRANSLATED


def chosen(addresses: Iterable[str], allows_private: bool) -> str | None:
    """The address to connect to out of those that a name leads to; None where one of them is not allowed."""
    found = list(addresses)
    if not found or not (allows_private or all(is_public(each) for each in found)):
        return None
    return found[0]
