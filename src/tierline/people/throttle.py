"""How often a network address may try to sign in: kept in memory, so that a flood costs no writes."""

from __future__ import annotations

import time
from ipaddress import IPv6Address, ip_address

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from tierline.people.errors import TooManyAttempts


class Throttle:
    """The attempts of each network address within a moving window such as 30/minute."""

    def __init__(self, rate: str) -> None:
        self._rate = parse(rate)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def attempt(self, address: str) -> None:
        """Count an attempt. Raises TooManyAttempts where the address has none left."""
        key = network_of(address)
        if not self._limiter.hit(self._rate, key):
            free_at = self._limiter.get_window_stats(self._rate, key).reset_time
            raise TooManyAttempts(retry_after_seconds=max(1, round(free_at - time.time())))


def network_of(address: str) -> str:
    """The address that counts: of IPv6 the first 64 bits, for the rest is free to whoever has them."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or IPv6Address(int(found) >> 64 << 64))
    return str(found)
