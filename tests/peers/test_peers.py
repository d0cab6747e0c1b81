"""The peers of tests do what other tests rely on."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2 as httpx
import pytest

from tests.peers.peers import oidc_provider, smpp_centre

REDIRECT = "http://127.0.0.1:9/back"
VERIFIER = "a-verifier-of-tests-that-is-long-enough-for-the-standard"


def begin(client: httpx.Client) -> str:
    """Begin a sign-in; the address of the form."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
    asked = client.get(
        "/auth",
        params={
            "client_id": "tierline",
            "response_type": "code",
            "scope": "openid profile",
            "redirect_uri": REDIRECT,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            "state": "a-state",
        },
    )
    assert asked.status_code == 303
    return asked.headers["location"]


def submit(client: httpx.Client, form: str, **fields: str) -> httpx.Response:
    """Fill in the form and follow it until it leaves the provider."""
    answer = client.post(form, data=fields)
    while answer.is_redirect and not answer.headers["location"].startswith(REDIRECT):
        answer = client.get(answer.headers["location"])
    return answer


def test_a_person_signs_in_at_the_provider_without_a_browser():
    with oidc_provider(REDIRECT) as provider, httpx.Client(base_url=provider.issuer) as client:
        form = begin(client)
        assert submit(client, form, login="mallory").status_code == 401
        back = parse_qs(urlsplit(submit(client, form, login="alice").headers["location"]).query)
        given = client.post(
            "/token",
            auth=(provider.client_id, provider.client_secret),
            data={
                "grant_type": "authorization_code",
                "code": back["code"][0],
                "redirect_uri": REDIRECT,
                "code_verifier": VERIFIER,
            },
        ).json()
        claims = client.get("/me", headers={"Authorization": f"Bearer {given['access_token']}"}).json()

    assert back["state"] == ["a-state"]
    assert given["id_token"].count(".") == 2
    assert claims == {
        "sub": "subject-of-alice",
        "name": "Alice Zhang",
        "preferred_username": "alice",
    }


def test_whoever_gives_up_goes_back_with_an_error():
    with oidc_provider(REDIRECT) as provider, httpx.Client(base_url=provider.issuer) as client:
        back = submit(client, begin(client), abort="yes").headers["location"]

    assert "error=access_denied" in back


def test_a_centre_listens_and_takes_orders():
    with smpp_centre() as centre:
        centre.behave(status="ESME_RTHROTTLED")

        assert centre.port > 0
        assert centre.events("bound") == []


@pytest.mark.parametrize("name", ["package.json", "package-lock.json", ".npmrc"])
def test_what_npm_reads_names_no_host(name):
    assert "://" not in (Path(__file__).parent / name).read_text("utf-8")


def test_every_npm_package_is_pinned_by_its_digest():
    lock = json.loads((Path(__file__).parent / "package-lock.json").read_text("utf-8"))

    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert all(re.match(r"sha512-", entry["integrity"]) for entry in packages.values())
