"""Events as signed POSTs, received by a real server on loopback."""

from __future__ import annotations

import base64
import hashlib
import hmac
import ssl
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pydantic import SecretStr

from tests.service.actors import actor
from tests.service.api import Clock
from tierline.database.paging import Listing
from tierline.messages import service, webhooks
from tierline.messages.delivery import deliver_due
from tierline.messages.errors import SecretKeyMissing, WebhookSecretWrong
from tierline.messages.model import Message, State
from tierline.messages.senders import webhook as webhook_sender
from tierline.messages.senders.model import Outgoing, Result
from tierline.messages.senders.webhook import WebhookSender
from tierline.messages.service import Wanted

SECRET = "whsec_" + base64.b64encode(b"a secret of tests, 32 bytes long").decode()

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what makes no difference to the database."""


class Receiver:
    """A server that keeps what it gets and answers with the statuses that a test sets, then with 200."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.stalls = False
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
                if receiver.stalls:
                    time.sleep(1)
                    return
                status = receiver.statuses.pop(0) if receiver.statuses else 200
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", "/elsewhere")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Tests print nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/events"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    running = Receiver()
    thread = threading.Thread(target=running.server.serve_forever, args=(0.02,))
    thread.start()
    yield running
    running.server.shutdown()
    thread.join()
    running.server.server_close()


@pytest.fixture
def settings(settings):
    return settings.model_copy(update={"secret_key": SecretStr(Fernet.generate_key().decode())})


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sender(clock: Clock) -> WebhookSender:
    return WebhookSender(allows_private=True, clock=clock)


@pytest.fixture
def webhook(database, settings, receiver, clock):
    with database.write() as connection:
        admin = actor("administrator", site="")
        return webhooks.add(connection, admin, settings, receiver.url, ["line.suspend"], SECRET, now=clock())


def announce(database, clock) -> None:
    with database.write() as connection:
        service.announce(connection, "line.suspend", {"line_id": 1, "reason": "欠费"}, now=clock())


def message(database) -> Message:
    with database.read() as connection:
        found = service.listed(connection, actor("supervisor", site=""), Wanted(), Listing())
    return found.items[0].message


def is_signed(headers: dict[str, str], body: bytes) -> bool:
    """What a receiver does, by the Standard Webhooks specification."""
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    digest = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return hmac.compare_digest(headers["webhook-signature"], f"v1,{digest}")


def test_an_event_arrives_signed(database, settings, clock, sender, receiver, webhook):
    announce(database, clock)

    deliver_due(database, settings, [sender], clock)

    ((headers, body),) = receiver.got
    assert is_signed(headers, body)
    assert not is_signed(headers, body + b" ")
    assert headers["webhook-id"] == message(database).id
    assert headers["webhook-timestamp"] == str(int(clock().timestamp()))
    assert headers["host"] == f"127.0.0.1:{receiver.server.server_port}"
    assert "欠费".encode() in body
    assert message(database).state is State.DELIVERED


def test_a_receiver_in_trouble_gets_the_same_event_again(
    database, settings, clock, sender, receiver, webhook
):
    receiver.statuses = [500]
    announce(database, clock)
    deliver_due(database, settings, [sender], clock)
    assert (message(database).state, message(database).reason) == (State.WAITING, "http_500")

    clock.forward(minutes=1)
    deliver_due(database, settings, [sender], clock)

    assert message(database).state is State.DELIVERED
    (first, second) = receiver.got
    assert first[0]["webhook-id"] == second[0]["webhook-id"]
    assert first[0]["webhook-signature"] != second[0]["webhook-signature"]  # the moment is signed, too
    assert all(is_signed(*each) for each in receiver.got)


@ON_SQLITE
def test_a_redirect_is_not_followed(database, settings, clock, sender, receiver, webhook):
    receiver.statuses = [302]
    announce(database, clock)

    deliver_due(database, settings, [sender], clock)

    assert (message(database).state, message(database).reason) == (State.FAILED, "redirect")
    assert len(receiver.got) == 1


@ON_SQLITE
def test_a_private_address_is_not_gone_to(database, settings, clock, receiver, webhook):
    announce(database, clock)

    deliver_due(database, settings, [WebhookSender(allows_private=False, clock=clock)], clock)

    assert (message(database).state, message(database).reason) == (State.FAILED, "address_not_allowed")
    assert receiver.got == []


@ON_SQLITE
def test_a_receiver_that_does_not_answer_is_given_up(
    database, settings, clock, sender, receiver, webhook, monkeypatch
):
    monkeypatch.setattr(webhook_sender, "EVENT_SECONDS", 0.2)
    receiver.stalls = True
    announce(database, clock)

    deliver_due(database, settings, [sender], clock)

    assert (message(database).state, message(database).reason) == (State.WAITING, "timeout")


@ON_SQLITE
def test_events_for_a_webhook_that_was_removed_are_withheld(
    database, settings, clock, sender, receiver, webhook
):
    announce(database, clock)
    with database.write() as connection:
        webhooks.remove(connection, actor("administrator", site=""), webhook.id, 1, now=clock())

    deliver_due(database, settings, [sender], clock)

    assert (message(database).state, message(database).reason) == (State.WITHHELD, "webhook_gone")
    assert receiver.got == []


@ON_SQLITE
def test_under_another_key_of_the_installation_nothing_is_signed(
    database, settings, clock, sender, receiver, webhook
):
    announce(database, clock)
    other = settings.model_copy(update={"secret_key": SecretStr(Fernet.generate_key().decode())})

    deliver_due(database, other, [sender], clock)

    assert (message(database).state, message(database).reason) == (State.WITHHELD, "secret_unreadable")


@ON_SQLITE
def test_the_database_holds_no_secret_in_clear(settings):
    sealed = webhooks.seal(settings, SECRET)

    assert SECRET not in sealed
    assert webhooks.unsealed(settings, sealed) == b"a secret of tests, 32 bytes long"


@ON_SQLITE
@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_c2hvcnQ=", SECRET[6:], "whsec_%%"])
def test_a_weak_secret_is_refused(settings, secret):
    with pytest.raises(WebhookSecretWrong):
        webhooks.seal(settings, secret)


@ON_SQLITE
def test_without_a_key_of_the_installation_no_secret_is_kept(settings):
    with pytest.raises(SecretKeyMissing):
        webhooks.seal(settings.model_copy(update={"secret_key": SecretStr("")}), SECRET)


# ---------------------------------------------------------------- TLS


def certificate_for(name: str, folder: Path) -> Path:
    """A file with a new key and a certificate that it has signed for `name`."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signed = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    path = folder / "certificate.pem"
    pem = serialization.Encoding.PEM
    path.write_bytes(key.private_bytes(pem, form, plain) + signed.public_bytes(pem))
    return path


@pytest.mark.parametrize(("name", "is_right"), [("localhost", True), ("example.com", False)])
def test_the_certificate_has_to_be_that_of_the_name_and_not_of_the_address(
    name, is_right, clock, sender, receiver, tmp_path
):
    certificate = certificate_for(name, tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    receiver.server.socket = tls.wrap_socket(receiver.server.socket, server_side=True)
    sender._tls.load_verify_locations(certificate)
    event = Outgoing(
        id="m",
        template="line.suspend",
        line_id=None,
        attempt=1,
        created_at=clock(),
        address=f"https://localhost:{receiver.server.server_port}/events",
        text="{}",
        secret=b"s",
    )

    (outcome,) = sender.send([event])

    assert outcome.result is (Result.DELIVERED if is_right else Result.RETRY)
    assert len(receiver.got) == is_right
