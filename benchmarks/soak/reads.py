"""What a soak's clients look at, page through, and get wrong; what they change is in writes.py."""

from __future__ import annotations

from typing import Any

from benchmarks.soak.client import Client

LISTS = (
    ("agent", "/lines?limit=50&site=65.6501"),
    ("agent", "/lines?limit=100&status=suspended"),
    ("agent", "/lines?limit=50&scheme=unicom-star&tier=five_star&sort=-id"),
    ("supervisor", "/reconnections?limit=50&state=active"),
    ("supervisor", "/reconnections?limit=50&sort=-requested_at"),
    ("supervisor", "/work-orders?limit=50"),
    ("supervisor", "/duties?limit=50&state=owed"),
    ("supervisor", "/orders?limit=50&sort=-placed_at"),
    ("supervisor", "/messages?limit=50"),
    ("supervisor", "/account-managers?limit=20"),
    ("supervisor", "/publications"),
    ("clerk", "/lines?limit=50"),
)


async def find(client: Client) -> None:
    """Who is calling."""
    await client.ask("find a line", "agent", "GET", f"/lines/{number_of(client)}")


async def entitlements(client: Client) -> None:
    """What the caller may have."""
    await client.ask("entitlements", "agent", "GET", f"/lines/{number_of(client)}/entitlements")


async def one_entitlement(client: Client) -> None:
    """Whether the caller may have this."""
    service = client.draw.choice(("airport_lounge", "emergency_reconnection", "sim_replacement"))
    await client.ask("one entitlement", "agent", "GET", f"/lines/{number_of(client)}/entitlements/{service}")


async def look_through(client: Client) -> None:
    """Two pages of a list, which have no row in common."""
    who, path = client.draw.choice(LISTS)
    answer = await client.ask("list", who, "GET", path)
    if answer is None or answer.status != 200 or not answer.json["next"]:
        return
    more = await client.ask(
        "list", who, "GET", f"{path}{'&' if '?' in path else '?'}after={answer.json['next']}"
    )
    if more is not None and more.status == 200:
        pages = [{str(one.get("id") or one) for one in page.json["items"]} for page in (answer, more)]
        if pages[0] & pages[1]:
            client.journal.wrong_pages.append(f"{path}: {len(pages[0] & pages[1])} rows on both pages")


async def look_at_hall(client: Client) -> None:
    """What is free at a hall, and who comes."""
    hall, day = client.draw.choice(client.scene.halls), client.draw.choice(client.scene.days)
    await client.ask("list", "clerk", "GET", f"/sites/{hall}/slots?day={day}&free=true")
    await client.ask("list", "clerk", "GET", f"/sites/{hall}/appointments?day={day}&limit=100")


WRONG: tuple[tuple[str | None, str, str, Any, dict[str, str], int], ...] = (
    (None, "GET", "/lines/{number}", None, {}, 401),
    ("agent", "GET", "/lines/19999999999", None, {}, 404),
    ("agent", "GET", "/lines/not-a-number", None, {}, 422),
    ("agent", "GET", "/lines/{number}/entitlements/no_such_service", None, {}, 404),
    ("agent", "GET", "/no-such-place", None, {}, 404),
    ("agent", "GET", "/lines?limit=0", None, {}, 422),
    ("agent", "GET", "/lines?unknown=1", None, {}, 422),
    ("agent", "GET", "/lines?after=nonsense", None, {}, 422),
    ("agent", "POST", "/lines/{number}/uses", b"{", {}, 400),
    ("agent", "POST", "/lines/{number}/uses", {"service": "Robert'); DROP TABLE lines"}, {}, 422),
    ("agent", "POST", "/lines/{number}/uses", {"service": "sim_replacement", "more": 1}, {}, 422),
    ("agent", "POST", "/lines/{number}/uses", {"service": "airport_lounge", "place": "moon"}, {}, 422),
    (
        "agent",
        "POST",
        "/lines/{number}/uses",
        {"service": "sim_replacement"},
        {"Idempotency-Key": "a b"},
        422,
    ),
    ("agent", "PUT", "/lines/{number}/preferences", {"language": "en", "birthday": None}, {}, 428),
    ("agent", "POST", "/billing-events", {"source": "x", "events": []}, {}, 422),
    ("clerk", "GET", "/duties", None, {}, 403),
    ("agent", "GET", "/audit-entries", None, {}, 403),
    ("billing", "GET", "/lines/{number}", None, {}, 403),
)


async def wrong(client: Client) -> None:
    """What is refused, and how."""
    who, method, path, body, headers, status = client.draw.choice(WRONG)
    path = path.format(number=number_of(client))
    await client.ask("wrong", who, method, path, body, headers=headers, expected=(status,))


def number_of(client: Client) -> str:
    return client.draw.choice(client.scene.lines.numbers)
