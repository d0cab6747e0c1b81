"""Where events may go."""

from __future__ import annotations

import pytest

from tierline.messages.addresses import checked_url, chosen, is_public
from tierline.messages.errors import WebhookUrlWrong


@pytest.mark.parametrize("url", ["https://example.com/events", "https://example.com:8443/a?b=c"])
def test_an_https_address_is_taken_as_it_is(url):
    assert checked_url(url, allows_private=False) == url


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/",  # anybody on the way could read it
        "ftp://example.com/",
        "https://user:secret@example.com/",
        "https://example.com/#part",
        "https:///path",
        "https://example.com\\@127.0.0.1/",
        "https://exa mple.com/",
        "https://example.com:99999/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://0x7f000001/",
        "https://2130706433/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://169.254.169.254/latest",
        "https://localhost/",
        "https://console.localhost/",
        "https://例子.com/",
        "https://example.com/" + "a" * 500,
        "",
    ],
)
def test_an_address_that_could_lead_astray_is_refused(url):
    with pytest.raises(WebhookUrlWrong):
        checked_url(url, allows_private=False)


def test_where_private_addresses_are_allowed_http_is_too():
    assert checked_url("http://127.0.0.1:8080/", allows_private=True)
    with pytest.raises(WebhookUrlWrong):
        checked_url("file:///a", allows_private=True)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("8.8.8.8", True),
        ("10.1.2.3", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("224.0.0.1", False),
        ("0.0.0.0", False),
        ("::1", False),
        ("fc00::1", False),
        ("fe80::1%lo", False),
        ("::ffff:127.0.0.1", False),
        ("2002:7f00:1::", False),
        ("64:ff9b::7f00:1", False),
        ("2001:4860:4860::8888", True),
        ("not an address", False),
    ],
)
def test_an_address_of_the_internet_is_told_from_those_inside(address, expected):
    assert is_public(address) is expected


def test_a_name_that_leads_inside_as_well_is_not_followed_at_all():
    assert chosen(["8.8.8.8", "10.0.0.1"], allows_private=False) is None
    assert chosen([], allows_private=True) is None
    assert chosen(["8.8.8.8"], allows_private=False) == "8.8.8.8"
