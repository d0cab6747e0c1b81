"""The conversation with the identity provider: its metadata and keys, the code, the identity token."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

import httpx2
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet, KeySetSerialization
from joserfc.jws import JWSRegistry
from joserfc.jwt import JWTClaimsRegistry, decode

from tierline.people.errors import IdentityProviderAway, IdentityRefused
from tierline.settings import Settings
from tierline.wording import Text

# Signatures by a key that only the provider has; "none" and shared secrets prove nothing.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519")
KEPT_FOR = timedelta(hours=1)
"""How long metadata and keys are taken as they were; a key not among them is looked for at once."""
SECONDS = 10.0
LEEWAY_SECONDS = 60
"""Clocks of two machines differ."""

ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@dataclass(frozen=True)
class Begun:
    """What one sign-in keeps secret from the browser until it ends."""

    nonce: str
    code_verifier: str


class IdentityProvider:
    """The provider that the settings name; it remembers metadata and keys, also between threads."""

    def __init__(self, settings: Settings, transport: httpx2.BaseTransport | None = None) -> None:
        self.issuer = settings.oidc_issuer
        self._settings = settings
        self._http = httpx2.Client(timeout=SECONDS, follow_redirects=False, transport=transport)
        # Threads put whole values here; at worst two of them fetch the same.
        self._known: tuple[datetime, Mapping[str, Any]] | None = None
        self._keys: KeySet | None = None

    def authorization_url(self, redirect_uri: str, state: str, begun: Begun, now: datetime) -> str:
        """Where the browser is sent to. Raises IdentityProviderAway."""
        digest = hashlib.sha256(begun.code_verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self._settings.oidc_client_id,
            "redirect_uri": redirect_uri,
            "scope": "openid email" if self._settings.oidc_account_claim == "email" else "openid profile",
            "state": state,
            "nonce": begun.nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
            "code_challenge_method": "S256",
        }
        endpoint = str(self._described(now)["authorization_endpoint"])
        return f"{endpoint}{'&' if urlsplit(endpoint).query else '?'}{urlencode(asked)}"

    def is_from_issuer(self, named: str | None, now: datetime) -> bool:
        """True unless an answer names another issuer, or none where the provider promises to (RFC 9207)."""
        if named is None:
            return not self._described(now).get("authorization_response_iss_parameter_supported")
        return named == self.issuer

    def account(self, code: str, redirect_uri: str, begun: Begun, now: datetime) -> str:
        """The account that a code proves. Raises IdentityRefused and IdentityProviderAway."""
        given = self._exchanged(code, redirect_uri, begun, now)
        claims = self._proved(str(given.get("id_token", "")), begun, now)
        name = self._settings.oidc_account_claim
        if name not in claims:
            claims = self._user_info(str(given.get("access_token", "")), claims, now)
        account = claims.get(name)
        # Whoever may set an address at the provider without showing that it is theirs proves nothing by it.
        if name == "email" and claims.get("email_verified") is False:
            account = None
        if not isinstance(account, str) or not account:
            raise IdentityRefused()
        return account

    def _exchanged(self, code: str, redirect_uri: str, begun: Begun, now: datetime) -> Mapping[str, Any]:
        about = self._described(now)
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": begun.code_verifier,
        }
        client_id = self._settings.oidc_client_id
        secret = self._settings.oidc_client_secret.get_secret_value()
        ways = about.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        if "client_secret_basic" in ways:
            pair = urlencode({client_id: secret}).replace(
                "=", ":", 1
            )  # both are form-encoded, RFC 6749 2.3.1
            headers = {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
        else:
            headers = {}
            form |= {"client_id": client_id, "client_secret": secret}
        return self._asked("POST", str(about["token_endpoint"]), headers, form)

    def _proved(self, token: str, begun: Begun, now: datetime) -> Mapping[str, Any]:
        client_id = self._settings.oidc_client_id
        registry = JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": begun.nonce},
        )
        try:
            claims = self._signed(token, now)
            registry.validate(claims)
        except (JoseError, ValueError, TypeError):
            raise IdentityRefused() from None
        audiences = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
        # A token made for several has to name us as the one who asked for it.
        if claims.get("azp", client_id if len(audiences) == 1 else None) != client_id:
            raise IdentityRefused()
        return claims

    def _signed(self, token: str, now: datetime) -> dict[str, Any]:
        registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
        try:
            return decode(token, self._key_set(now), registry=registry).claims
        except InvalidKeyIdError:
            # The provider may have changed its keys since they were fetched.
            return decode(token, self._key_set(now, anew=True), registry=registry).claims

    def _user_info(self, access_token: str, claims: Mapping[str, Any], now: datetime) -> Mapping[str, Any]:
        endpoint = self._described(now).get("userinfo_endpoint")
        if not endpoint:
            return claims
        found = self._asked("GET", str(endpoint), {"Authorization": f"Bearer {access_token}"})
        if found.get("sub") != claims["sub"]:
            raise IdentityRefused()
        return found

    def _described(self, now: datetime) -> Mapping[str, Any]:
        known = self._known
        if known is None or not known[0] <= now < known[0] + KEPT_FOR:
            known = now, self._fetched_metadata()
            self._known, self._keys = known, None
        return known[1]

    def _fetched_metadata(self) -> Mapping[str, Any]:
        about = self._asked("GET", f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if about.get("issuer") != self.issuer:
            raise IdentityProviderAway(problem=Text("it is another issuer", "签发者不符"))
        scheme = urlsplit(self.issuer).scheme
        for name in ENDPOINTS:
            # Nobody on the way shall be able to turn a safe issuer into unsafe endpoints.
            if urlsplit(str(about.get(name, ""))).scheme not in {scheme, "https"}:
                raise IdentityProviderAway(problem=Text(f"no {name} to be used", f"{name} 不可用"))
        return about

    def _key_set(self, now: datetime, anew: bool = False) -> KeySet:
        about = self._described(now)
        keys = self._keys
        if keys is None or anew:
            found = self._asked("GET", str(about["jwks_uri"]))
            try:
                keys = KeySet.import_key_set(cast(KeySetSerialization, found))
            except (JoseError, KeyError, TypeError, ValueError):
                raise IdentityProviderAway(problem=Text("no keys to be read", "密钥无法读取")) from None
            self._keys = keys
        return keys

    def _asked(
        self, method: str, url: str, headers: dict[str, str] | None = None, form: dict[str, str] | None = None
    ) -> Mapping[str, Any]:
        try:
            answer = self._http.request(method, url, headers=headers, data=form)
            content = answer.json()
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError):
            raise IdentityProviderAway(problem=Text("no answer", "无响应")) from None
        if form is not None and 400 <= answer.status_code < 500:
            raise IdentityRefused()
        if answer.status_code != httpx2.codes.OK or not isinstance(content, dict):
            raise IdentityProviderAway(
                problem=Text(f"HTTP {answer.status_code}", f"HTTP {answer.status_code}")
            )
        return content
