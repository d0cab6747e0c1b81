"""What one process remembers for signing in: attempts of network addresses, and the identity provider."""

from __future__ import annotations

from threading import Lock

from fastapi import Request

from tierline.people.errors import OidcOff
from tierline.people.model import Caller
from tierline.people.oidc import IdentityProvider
from tierline.people.throttle import Throttle, network_of
from tierline.settings import Settings
from tierline.web.call import Call, service_of

_LOCK = Lock()


class FrontDesk:
    """Made once for an application, when somebody first signs in."""

    def __init__(self, settings: Settings) -> None:
        self.throttle = Throttle(settings.sign_in_rate)
        self._provider = IdentityProvider(settings) if settings.oidc_issuer else None

    @property
    def provider(self) -> IdentityProvider:
        """The identity provider. Raises OidcOff where none is configured."""
        if self._provider is None:
            raise OidcOff()
        return self._provider


def front_desk(request: Request) -> FrontDesk:
    """The desk of the application that got a request."""
    state = request.app.state
    with _LOCK:
        if not hasattr(state, "front_desk"):
            state.front_desk = FrontDesk(service_of(request).settings)
        desk: FrontDesk = state.front_desk
    return desk


def caller_of(call: Call) -> Caller:
    """Who attempts to sign in. Raises TooManyAttempts where their address has attempted too often."""
    client = call.request.client
    address = network_of(client.host if client else "")
    front_desk(call.request).throttle.attempt(address)
    return Caller(address, call.request_id)
