"""What a soak's clients change; each write is acknowledged in the journal by its id."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from benchmarks.soak.client import Client
from benchmarks.soak.lines import Known
from benchmarks.soak.reads import number_of


async def use(client: Client) -> None:
    """Use a service; every second time one of the few hot lines, whose quotas run out."""
    known = client.draw.choice(
        client.scene.lines.hot if client.draw.random() < 0.5 else client.scene.lines.members
    )
    service = client.draw.choice(("airport_lounge", "airport_lounge", "sim_replacement", "do_not_disturb"))
    body: dict[str, Any] = {"service": service}
    if service == "airport_lounge":
        body["place"] = client.draw.choice(("urumqi", "kashgar"))
    if service == "do_not_disturb":
        body["is_on"] = client.draw.random() < 0.5

    def read(answer: Any) -> None:
        client.journal.outcomes["use"][answer["outcome"]] += 1
        if answer["use"]:
            client.journal.acknowledged("use", answer["use"]["id"])
            if service == "airport_lounge":
                client.used.append((known.msisdn, answer["use"]["id"]))

    await client.once("use", "agent", f"/lines/{known.msisdn}/uses", body, read)


async def reverse(client: Client) -> None:
    """Take a visit back that was recorded by mistake."""
    if not client.used:
        return
    msisdn, use_id = client.used.pop(client.draw.randrange(len(client.used)))
    path = f"/lines/{msisdn}/uses/{use_id}/reversal"
    body = {"reason": "Recorded by mistake."}

    def read(answer: Any) -> None:
        client.journal.acknowledged("reversal", answer["id"])

    # Of two that ask under keys of their own, one is too late.
    await client.once("reversal", "supervisor", path, body, read, expected=(200, 409))


async def reconnect(client: Client) -> None:
    """Ask for an emergency reconnection."""
    await _reconnect(client, client.draw.choice(client.scene.lines.overdue), (200,))


async def _reconnect(client: Client, known: Known, expected: tuple[int, ...]) -> None:
    body = {"channel": "hotline", "calls_from": known.msisdn, "is_confirmed": True}

    def read(answer: Any) -> None:
        client.journal.outcomes["reconnection"]["granted" if answer["granted"] else "refused"] += 1
        client.journal.acknowledged("reconnection", answer["reconnection"]["id"])

    path = f"/lines/{known.msisdn}/reconnections"
    await client.once("reconnection", "agent", path, body, read, expected=expected)


async def billing(client: Client) -> None:
    """A batch of what billing has to say of lines that owe, some of it said before."""
    events = [_billing_event(client) for _ in range(client.draw.randint(1, 4))]
    await _report(client, "/billing-events", {"source": "soak", "events": events})


def _billing_event(client: Client) -> dict[str, Any]:
    kinds = ("usage", "payment", "part payment", "suspended")
    kind = client.draw.choices(kinds, (70, 10, 10, 10))[0]
    known = client.draw.choice(client.scene.lines.overdue)
    about = {"event_id": client.new_key(), "at": datetime.now(UTC).isoformat(), "line_id": known.id}
    match kind:
        case "usage":
            return {**about, "kind": "usage", "fen": client.draw.randint(100, 4000)}
        case "payment":
            return {**about, "kind": "payment", "fen": 5000, "arrears_months": 0, "arrears_fen": 0}
        case "part payment":
            return {**about, "kind": "payment", "fen": 1000, "arrears_months": 1, "arrears_fen": 4000}
        case _:
            return {**about, "kind": "suspended_for_arrears"}


async def _report(client: Client, path: str, body: dict[str, Any]) -> None:
    """Make a report, or one that was made before, under another key."""
    if client.events and client.draw.random() < 0.2:
        path, body = client.draw.choice(client.events)
    elif len(client.events) < 200:
        client.events.append((path, body))

    def read(answer: Any) -> None:
        for one in answer.get("events") or answer["results"]:
            is_billing = "events" in answer
            # A line event that is refused may be reported again, unless a later one has overtaken it.
            leaves_trace = is_billing or one["outcome"] != "refused" or one["reason"] == "outdated"
            kind = "billing event" if is_billing else "line event"
            client.journal.reported(kind, one["event_id"], one["outcome"], leaves_trace=leaves_trace)

    await client.once(path.strip("/").replace("-", " "), "billing", path, body, read)


async def book(client: Client) -> None:
    """Book one of the few places that everybody wants."""
    known = client.draw.choice(client.scene.lines.members)
    body = {"slot_id": client.draw.choice(client.scene.slots), "service": "sim_replacement"}

    def read(answer: Any) -> None:
        client.journal.outcomes["booking"][answer["outcome"]] += 1
        if answer["appointment"]:
            client.journal.acknowledged("appointment", answer["appointment"]["id"])
            client.booked.append(answer["appointment"]["id"])

    await client.once("booking", "agent", f"/lines/{known.msisdn}/appointments", body, read)


async def cancel(client: Client) -> None:
    """Cancel an appointment, unless its time has passed."""
    if not client.booked:
        return
    appointment = client.booked.pop(client.draw.randrange(len(client.booked)))

    def read(answer: Any) -> None:
        client.journal.acknowledged("cancellation", answer["id"])

    headers = {"If-Match": '"1"'}
    path = f"/appointments/{appointment}/cancel"
    await client.once("cancellation", "agent", path, None, read, headers=headers, expected=(200, 409, 412))


async def order(client: Client) -> None:
    """Suspend or resume a line at the customer's wish, or order a product; now and then one that owes."""
    lines = client.scene.lines
    known = client.draw.choice(lines.overdue if client.draw.random() < 0.2 else lines.members)
    kind = client.draw.choice(("suspend", "resume", "resume", "product"))
    body = {"kind": kind, "channel": "hotline", "calls_from": known.msisdn, "is_confirmed": True}
    if kind == "product":
        body["code"] = f"product-{client.draw.randint(1, 20)}"

    def read(answer: Any) -> None:
        client.journal.outcomes["order"][answer["state"]] += 1
        client.journal.acknowledged("order", answer["id"])

    await client.once("order", "agent", f"/lines/{known.msisdn}/orders", body, read)


async def unmask(client: Client) -> None:
    """See a whole number, which the audit trail has once for each time."""
    answer = await client.ask("unmasking", "agent", "POST", f"/lines/{number_of(client)}/unmasking")
    client.journal.counted["unmasking"] += answer is not None and answer.status == 200


async def prefer(client: Client) -> None:
    """Change preferences from the version that was shown; somebody else may have been quicker."""
    path = f"/lines/{client.draw.choice(client.scene.lines.members).msisdn}"
    shown = await client.ask("find a line", "agent", "GET", path)
    if shown is None or shown.status != 200:
        return
    body = {"language": client.draw.choice(("en", "zh")), "birthday": {"month": 7, "day": 24}}
    held = {"If-Match": f'"{shown.json["version"]}"'}
    path = f"{path}/preferences"
    answer = await client.ask("preferences", "agent", "PUT", path, body, headers=held, expected=(200, 412))
    client.journal.counted["preferences"] += answer is not None and answer.status == 200


async def password(client: Client) -> None:
    """Have a service password sent to a line."""
    path = f"/lines/{client.draw.choice(client.scene.lines.members).msisdn}/service-password"

    def read(answer: Any) -> None:
        client.journal.counted["password"] += answer["is_done"]

    await client.once("service password", "agent", path, {"kind": "service"}, read)


async def text_in(client: Client) -> None:
    """A customer writes."""
    body = {
        "id": client.new_key(),
        "number": number_of(client),
        "text": client.draw.choice(("DJCX", "TQCX", "?")),
    }

    def read(answer: Any) -> None:
        client.journal.reported("incoming message", answer["id"], answer["status"])

    await client.once("incoming message", "gateway", "/incoming-messages", body, read, expected=(202,))


async def leave(client: Client) -> None:
    """A line is closed, or gets another owner, plan or suspension, while others ask about it."""
    known = client.draw.choice(client.scene.lines.leaving)
    about = {"line_id": known.id, "happened_at": datetime.now(UTC).isoformat()}
    kind = client.draw.choices(("new_owner", "suspended", "resumed", "closed"), (40, 25, 30, 5))[0]
    event = {**about, "event_id": client.new_key(), "kind": kind}
    if kind == "suspended":
        event["reason"] = client.draw.choice(("arrears", "customer"))
    await _report(client, "/line-events", {"events": [event]})


async def ask_who_leaves(client: Client) -> None:
    """The same lines are asked about; once closed they are no longer found."""
    known = client.draw.choice(client.scene.lines.leaving)
    path = f"/lines/{known.msisdn}"
    if client.draw.random() < 0.5:
        await _reconnect(client, known, (200, 404))
        return

    def read(answer: Any) -> None:
        if answer["use"]:
            client.journal.acknowledged("use", answer["use"]["id"])

    body = {"service": "airport_lounge", "place": "urumqi"}
    await client.once("use", "agent", f"{path}/uses", body, read, expected=(200, 404))


async def reuse_key(client: Client) -> None:
    """One key for two requests: the second is refused."""
    path = f"/lines/{client.draw.choice(client.scene.lines.hot).msisdn}/uses"
    headers = {"Idempotency-Key": client.new_key()}
    body = {"service": "sim_replacement"}
    first = await client.ask("use", "agent", "POST", path, body, headers=headers)
    if first is None or first.status != 200:
        return
    if first.json["use"]:
        client.journal.acknowledged("use", first.json["use"]["id"])
    other = {"service": "airport_lounge", "place": "urumqi"}
    await client.ask("wrong", "agent", "POST", path, other, headers=headers, expected=(409,))
