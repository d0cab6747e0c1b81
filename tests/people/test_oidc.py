"""Signing in with an identity provider: a real one, and a fake that lies in every way we could think of."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from tests.peers.peers import OidcProvider, oidc_provider
from tests.people.conftest import CHIEF, Door
from tests.service.actors import CITY, HALL
from tests.service.api import Clock
from tierline.people import oidc_sign_in, staff
from tierline.people.errors import IdentityProviderAway, IdentityRefused, PostNotHeld
from tierline.people.model import Caller
from tierline.people.oidc import IdentityProvider
from tierline.people.oidc_sign_in import Returned
from tierline.settings import read_settings

PUBLIC = "http://127.0.0.1:9"
CALLBACK = f"{PUBLIC}/api/v1/sign-in/oidc/callback"

# ---------------------------------------------------------------- a real provider


@pytest.fixture(scope="module", params=[True, False], ids=["claims-in-token", "claims-at-userinfo"])
def provider(request) -> Iterator[OidcProvider]:
    """The certified provider, with what it says of a person in either place that the standard allows."""
    with oidc_provider(
        CALLBACK, accounts=("zhao.min:Zhao", "nobody.here:X"), id_token_claims=request.param
    ) as it:
        yield it


@pytest.fixture
def with_provider(database, settings, provider) -> Door:
    """An application that trusts the provider, today: the provider has a clock of its own."""
    trusting = settings.model_copy(
        update={
            "oidc_issuer": provider.issuer,
            "oidc_client_id": provider.client_id,
            "oidc_client_secret": type(settings.oidc_client_secret)(provider.client_secret),
            "public_url": PUBLIC,
        }
    )
    clock = Clock()
    clock.now = datetime.now(UTC)
    return Door(database, trusting, clock)


def returned_by_provider(begun, **form):
    """What the provider sends the browser back with, once somebody has filled in its form."""
    with httpx2.Client() as browser:
        answer = browser.get(begun.headers["location"])
        answer = browser.post(str(answer.url.join(answer.headers["location"])), data=form)
        while not answer.headers["location"].startswith(CALLBACK):
            answer = browser.get(str(answer.url.join(answer.headers["location"])))
        return answer.headers["location"].removeprefix(f"{PUBLIC}/api/v1")


def test_a_person_signs_in_at_a_real_provider_and_only_once(with_provider):
    with_provider.add("zhao.min", ("clerk", HALL), password="")
    browser = with_provider.client()

    begun = browser.get("/sign-in/oidc", follow_redirects=False)
    back = returned_by_provider(begun, login="zhao.min")
    given = browser.get(back)
    again = browser.get(back)

    assert begun.status_code == 302
    cookie = begun.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert given.status_code == 200, given.text
    assert with_provider.client(given.json()["token"]).get("/me").json()["site"] == HALL
    assert again.status_code == 401
    assert [one["facts"]["way"] for one in with_provider.audited("sign_in")] == ["oidc"]


def test_somebody_without_an_account_here_gets_nothing_from_the_provider(with_provider):
    browser = with_provider.client()

    back = returned_by_provider(browser.get("/sign-in/oidc", follow_redirects=False), login="nobody.here")

    assert browser.get(back).status_code == 401
    assert [one["facts"]["reason"] for one in with_provider.audited("sign_in.failure")] == ["unknown"]


def test_another_browser_cannot_be_made_to_end_a_sign_in(with_provider):
    with_provider.add("zhao.min", ("clerk", HALL))
    mallory, victim = with_provider.client(), with_provider.client()
    victim.get("/sign-in/oidc", follow_redirects=False)

    back = returned_by_provider(mallory.get("/sign-in/oidc", follow_redirects=False), login="zhao.min")

    assert victim.get(back).status_code == 401


def test_whoever_gives_up_or_makes_a_code_up_is_refused(with_provider):
    browser = with_provider.client()
    back = returned_by_provider(browser.get("/sign-in/oidc", follow_redirects=False), abort="yes")
    refused = browser.get(back)

    begun = browser.get("/sign-in/oidc", follow_redirects=False)
    state = parse_qs(urlsplit(begun.headers["location"]).query)["state"][0]
    made_up = browser.get("/sign-in/oidc/callback", params={"state": state, "code": "made-up"})

    assert (refused.status_code, made_up.status_code) == (401, 401)


def test_no_header_or_parameter_sends_a_browser_elsewhere(with_provider, provider):
    evil = "https://evil.example"
    begun = with_provider.client(Host="evil.example", **{"X-Forwarded-Host": "evil.example"}).get(
        f"/sign-in/oidc?next={evil}&redirect_uri={evil}&return_to={evil}", follow_redirects=False
    )

    target = urlsplit(begun.headers["location"])
    assert f"{target.scheme}://{target.netloc}" == provider.issuer
    asked = parse_qs(target.query)
    assert asked["redirect_uri"] == [CALLBACK]
    assert asked["code_challenge_method"] == ["S256"]
    assert "evil" not in begun.headers["location"]


# ---------------------------------------------------------------- a provider that lies

ISSUER = "https://id.example"
KEY = RSAKey.generate_key(2048, {"kid": "first"})
OTHER_KEY = RSAKey.generate_key(2048, {"kid": "first"})
NEW_KEY = RSAKey.generate_key(2048, {"kid": "second"})


class Fake:
    """A provider whose every answer a test can change."""

    def __init__(self, door: Door) -> None:
        self.door = door
        self.settings = door.settings.model_copy(
            update={"oidc_issuer": ISSUER, "oidc_client_id": "tierline", "public_url": PUBLIC}
        )
        self.metadata = {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/auth",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/keys",
            "userinfo_endpoint": f"{ISSUER}/me",
        }
        self.keys = [KEY]
        self.signing, self.header = KEY, {"alg": "RS256", "kid": "first"}
        self.claims: dict[str, object] = {}
        self.user_info: dict[str, object] = {}
        self.nonce = ""
        self.asked: list[str] = []
        self.statuses: dict[str, int] = {}
        self.provider = IdentityProvider(self.settings, httpx2.MockTransport(self._answer))

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        path = request.url.path
        self.asked.append(path)
        answers = {
            "/.well-known/openid-configuration": lambda: self.metadata,
            "/keys": lambda: {"keys": [key.as_dict(private=False) for key in self.keys]},
            "/token": lambda: {"access_token": "access", "token_type": "Bearer", "id_token": self._token()},
            "/me": lambda: self.user_info,
        }
        return httpx2.Response(self.statuses.get(path, 200), json=answers[path]())

    def _token(self) -> str:
        now = int(self.door.clock().timestamp())
        usual = {
            "iss": ISSUER,
            "aud": "tierline",
            "sub": "1",
            "iat": now,
            "exp": now + 60,
            "nonce": self.nonce,
            "preferred_username": "zhao.min",
        }
        claims = {name: value for name, value in (usual | self.claims).items() if value is not None}
        return jwt.encode(self.header, claims, self.signing, algorithms=[self.header["alg"]])

    def sign_in(self, site: str | None = None, issuer: str | None = None, **changes: str):
        """Begin and end a sign-in."""
        database, now = self.door.database, self.door.clock()
        url, cookie = oidc_sign_in.begin(database, self.settings, self.provider, site, now=now)
        asked = parse_qs(urlsplit(url).query)
        self.nonce = asked["nonce"][0]
        brought = {"state": asked["state"][0], "cookie": cookie, "code": "code"} | changes
        return oidc_sign_in.finish(
            database,
            self.settings,
            self.provider,
            Returned(**brought, issuer=issuer),
            caller=Caller("192.0.2.1"),
            now=now + timedelta(seconds=1),
        )


@pytest.fixture
def fake(door) -> Fake:
    """A provider that knows zhao.min, who is a clerk here."""
    door.add("zhao.min", ("clerk", HALL), ("supervisor", CITY))
    return Fake(door)


def refused(fake: Fake, **how: str) -> bool:
    """True where a sign-in is refused, and neither token nor mark of a sign-in is left."""
    with pytest.raises(IdentityRefused):
        fake.sign_in(**how)
    return not fake.door.audited("sign_in")


def test_the_post_may_be_chosen_before_going_to_the_provider(fake):
    assert fake.sign_in().site == CITY
    assert fake.sign_in(site=HALL).site == HALL
    with pytest.raises(PostNotHeld):
        fake.sign_in(site="44")


LIES = {
    "another issuer": {"iss": "https://evil.example"},
    "made for somebody else": {"aud": "another"},
    "made for several, by nobody said": {"aud": ["tierline", "another"]},
    "asked for by another": {"azp": "another"},
    "another nonce": {"nonce": "of another sign-in"},
    "no nonce": {"nonce": None},
    "over": {"exp": 1_000_000_000},
    "never over": {"exp": None},
    "of tomorrow": {"iat": 2_000_000_000},
    "of nobody": {"sub": None},
    "an account that is no text": {"preferred_username": ["zhao.min"]},
    "an account that is nobody's": {"preferred_username": "nobody.here"},
    "an account with a null": {"preferred_username": "zhao.min\x00"},
    "an empty account": {"preferred_username": ""},
}


def test_an_identity_token_that_does_not_fit_is_refused(fake):
    def is_refused(claims):
        fake.claims = claims
        return refused(fake)

    assert [name for name, claims in LIES.items() if not is_refused(claims)] == []
    fake.claims = {}
    assert fake.sign_in().site == CITY


def test_a_signature_by_anything_but_the_providers_key_is_refused(fake):
    public = KEY.as_pem(private=False)
    forgeries = [
        (OTHER_KEY, {"alg": "RS256", "kid": "first"}),
        (OctKey.import_key("n" * 32), {"alg": "none", "kid": "first"}),
        # The public key taken as a shared secret, a classic.
        (OctKey.import_key(public.replace(b"-----", b"")), {"alg": "HS256", "kid": "first"}),
        (NEW_KEY, {"alg": "RS256", "kid": "unknown"}),
    ]

    def is_refused(signing, header):
        fake.signing, fake.header = signing, header
        return refused(fake)

    assert [is_refused(*one) for one in forgeries] == [True] * 4


def test_a_key_changed_at_the_provider_is_fetched_when_it_is_first_met(fake):
    fake.sign_in()
    fake.keys, fake.signing, fake.header = [NEW_KEY], NEW_KEY, {"alg": "RS256", "kid": "second"}

    assert fake.sign_in().site == CITY
    fake.sign_in()
    assert fake.asked.count("/keys") == 2
    assert fake.asked.count("/.well-known/openid-configuration") == 1


def test_a_return_that_nobody_began_here_is_refused(fake):
    made_up = [{"state": "made-up"}, {"cookie": "of-another"}, {"cookie": ""}, {"code": ""}]

    assert [refused(fake, **changes) for changes in made_up] == [True] * 4
    assert "/token" not in fake.asked


def test_an_answer_of_another_provider_is_refused_before_its_code_goes_anywhere(fake):
    assert refused(fake, issuer="https://evil.example")
    fake.door.clock.forward(hours=2)
    fake.metadata["authorization_response_iss_parameter_supported"] = True
    assert refused(fake)
    assert "/token" not in fake.asked
    assert fake.sign_in(issuer=ISSUER).site == CITY


def test_a_sign_in_begun_long_ago_is_over(fake):
    database, clock = fake.door.database, fake.door.clock
    url, cookie = oidc_sign_in.begin(database, fake.settings, fake.provider, None, now=clock())
    state = parse_qs(urlsplit(url).query)["state"][0]
    clock.forward(minutes=10)

    with pytest.raises(IdentityRefused):
        oidc_sign_in.finish(
            database,
            fake.settings,
            fake.provider,
            Returned(state, cookie, "code", None),
            caller=Caller("192.0.2.1"),
            now=clock(),
        )


def test_claims_of_the_userinfo_endpoint_count_for_the_same_person_only(fake):
    fake.claims = {"preferred_username": None}
    fake.user_info = {"sub": "2", "preferred_username": "zhao.min"}
    assert refused(fake)

    fake.user_info = {"sub": "1", "preferred_username": "zhao.min"}
    assert fake.sign_in().site == CITY


def test_somebody_who_left_does_not_get_in_by_the_provider(fake):
    with fake.door.database.write() as connection:
        person = staff.by_account(connection, CHIEF, "zhao.min")
        changes = {"is_active": False}
        staff.change(connection, CHIEF, person.id, person.version, changes, now=fake.door.clock())

    assert refused(fake)


@pytest.mark.parametrize(
    "changes",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://id.example/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
)
def test_metadata_that_lead_elsewhere_are_not_used(changes):
    metadata = {
        "issuer": ISSUER,
        "authorization_endpoint": f"{ISSUER}/auth",
        "token_endpoint": f"{ISSUER}/token",
        "jwks_uri": f"{ISSUER}/keys",
    } | changes
    transport = httpx2.MockTransport(lambda _request: httpx2.Response(200, text=json.dumps(metadata)))
    settings = read_settings(oidc_issuer=ISSUER, oidc_client_id="tierline", oidc_client_secret="secret")
    provider = IdentityProvider(settings, transport)

    with pytest.raises(IdentityProviderAway):
        provider.is_from_issuer(None, Clock()())


def test_a_provider_that_is_away_is_a_fault_of_the_surroundings(fake):
    fake.statuses["/token"] = 503
    with pytest.raises(IdentityProviderAway):
        fake.sign_in()
    fake.statuses["/token"] = 400
    assert refused(fake)


def test_without_a_provider_there_is_no_such_way_in(door):
    assert door.client().get("/sign-in/oidc", follow_redirects=False).status_code == 404
    assert door.client().get("/sign-in/oidc/callback?state=x&code=y").status_code == 404
