"""Signing in with a local account, and every way of getting in without one that we could think of."""

from __future__ import annotations

import logging
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from tests.people.conftest import CHIEF, PASSWORD, Door
from tests.service.actors import CITY, HALL
from tests.service.api import Clock
from tierline.jobs.model import Context, Job
from tierline.people import passwords, staff, store
from tierline.people.jobs import forget
from tierline.people.store import sign_in_failures, tokens
from tierline.people.throttle import network_of

NEW = "nine green frogs sing"


def give_password(door, person_id, password, must_change=False):
    hash_ = passwords.hashed(door.settings, password)
    with door.database.write() as connection:
        staff.set_password(connection, CHIEF, person_id, hash_, must_change=must_change, now=door.clock())


def test_a_person_signs_in_whatever_the_case_of_the_account(door):
    door.add("zhao.min", ("clerk", HALL), ("supervisor", CITY))

    given = door.sign_in(" Zhao.Min ").json()

    assert given["site"] == CITY
    assert given["posts"] == [CITY, HALL]
    assert given["must_change_password"] is False
    assert door.client(given["token"]).get("/me").json()["name"] == "Name of zhao.min"


def test_a_post_that_is_not_held_cannot_be_chosen(door):
    door.add("zhao.min", ("clerk", HALL))

    assert door.sign_in("zhao.min", site=HALL).status_code == 200
    assert door.sign_in("zhao.min", site=CITY).status_code == 403
    assert door.sign_in("zhao.min", site="").status_code == 403


@pytest.mark.clause("GOV-01")
def test_an_unknown_account_a_wrong_password_and_someone_who_left_are_told_alike(door):
    door.add("zhao.min", ("clerk", HALL))
    gone = door.add("li.na", ("clerk", HALL))
    with door.database.write() as connection:
        version = staff.get(connection, CHIEF, gone).version
        staff.change(connection, CHIEF, gone, version, {"is_active": False}, now=door.clock())
    door.add("wang.wei", ("clerk", HALL), password="")

    answers = [
        door.sign_in("zhao.min", "a wrong password"),
        door.sign_in("nobody.here"),
        door.sign_in("li.na"),
        door.sign_in("wang.wei"),
        door.sign_in("' OR 1=1 --"),
        door.sign_in("nul\x00"),
    ]

    told = {(one.status_code, one.json()["type"], one.json()["detail"]) for one in answers}
    assert told == {(401, "/problems/sign-in-refused", "The account or the password is not right.")}


def test_whether_an_account_exists_does_not_show_in_the_time(database, settings):
    # Argon2 as costly as it takes for the difference to stand out, were there one.
    costly = settings.model_copy(update={"argon2_memory_kib": 32768, "argon2_passes": 2})
    door = Door(database, costly, Clock())
    door.add("zhao.min", ("clerk", HALL))

    def quickest(account):
        seconds = []
        for _ in range(3):
            began = time.process_time()
            door.sign_in(account, "a wrong password")
            seconds.append(time.process_time() - began)
        return min(seconds)

    quickest("warm.up")
    assert 0.5 < quickest("nobody.here") / quickest("zhao.min") < 2


def test_failures_make_an_account_wait_known_or_not_and_nobody_else(door):
    door.add("zhao.min", ("clerk", HALL))
    door.add("li.na", ("clerk", HALL))
    for account in ("zhao.min", "nobody.here"):
        failed = [door.sign_in(account, "a wrong password").status_code for _ in range(6)]
        assert failed == [401] * 5 + [429]

    assert door.sign_in("zhao.min").headers["Retry-After"] == "900"
    assert door.sign_in("zhao.min").status_code == 429  # the right password does not help now
    assert door.sign_in("li.na").status_code == 200
    assert door.sign_in("zhao.min", address="198.51.100.7").status_code == 200  # its owner, elsewhere
    door.clock.forward(minutes=15)
    assert door.sign_in("zhao.min").status_code == 200


def test_guessing_from_many_addresses_waits_too(door):
    door.add("zhao.min", ("clerk", HALL))

    failed = [
        door.sign_in("zhao.min", "a wrong password", address=f"198.51.100.{no // 5}").status_code
        for no in range(51)
    ]

    assert failed == [401] * 50 + [429]


def test_a_right_password_forgets_the_failures_before_it(door):
    door.add("zhao.min", ("clerk", HALL))

    for _ in range(3):
        assert [door.sign_in("zhao.min", "a wrong password").status_code for _ in range(4)] == [401] * 4
        assert door.sign_in("zhao.min").status_code == 200


def test_a_network_address_has_only_so_many_attempts(database, settings):
    door = Door(database, settings.model_copy(update={"sign_in_rate": "3/minute"}), Clock())
    door.add("zhao.min", ("clerk", HALL))

    seen = [door.sign_in(f"guess.{no}").status_code for no in range(4)]
    refused = door.sign_in("zhao.min")

    assert seen == [401, 401, 401, 429]
    assert (refused.status_code, 1 <= int(refused.headers["Retry-After"]) <= 60) == (429, True)
    assert door.sign_in("zhao.min", address="198.51.100.7").status_code == 200


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:aaaa:bbbb:cccc:dddd", "2001:db8:1:2::"),
        ("testclient", "testclient"),
    ],
)
def test_an_address_counts_as_the_network_that_somebody_has(address, expected):
    assert network_of(address) == expected


def test_a_password_of_others_making_opens_nothing_but_its_change(door):
    person_id = door.add("zhao.min", ("supervisor", CITY))
    give_password(door, person_id, "a made up one 12", must_change=True)

    given = door.sign_in("zhao.min", "a made up one 12").json()
    client = door.client(given["token"])
    assert given["must_change_password"] is True
    assert [client.get("/me").json()[name] for name in ("site", "permissions")] == [None, []]
    assert client.get("/people").status_code == 403

    changed = client.post("/me/password", json={"old": "a made up one 12", "new": NEW})
    assert changed.status_code == 204
    assert client.get("/me").status_code == 401
    assert door.sign_in("zhao.min", "a made up one 12").status_code == 401
    assert "person:read" in door.signed_in("zhao.min", password=NEW).get("/me").json()["permissions"]


def test_changing_ones_password_takes_the_old_one_and_a_fit_new_one(door):
    door.add("zhao.min", ("clerk", HALL))
    client = door.signed_in("zhao.min")

    def change(old, new):
        return client.post("/me/password", json={"old": old, "new": new}).status_code

    assert change("a wrong password", NEW) == 401
    assert [change(PASSWORD, new) for new in (PASSWORD, "too short", "zhao.min zhao.min")] == [422] * 3
    assert door.sign_in("zhao.min").status_code == 200
    assert change(PASSWORD, NEW) == 204
    assert [door.sign_in("zhao.min", one).status_code for one in (PASSWORD, NEW)] == [401, 200]


def test_costlier_hashing_takes_hold_at_the_next_sign_in(door):
    person_id = door.add("zhao.min", ("clerk", HALL))
    door.settings = door.settings.model_copy(update={"argon2_passes": 2})
    door.__post_init__()

    assert door.sign_in("zhao.min").status_code == 200

    with door.database.read() as connection:
        assert ",t=2," in store.password_of(connection, person_id)["hash"]
    assert door.sign_in("zhao.min").status_code == 200


def test_a_reset_while_a_sign_in_is_under_way_wins(door, monkeypatch):
    person_id = door.add("zhao.min", ("clerk", HALL))
    costlier = door.settings.model_copy(update={"argon2_passes": 2})
    verified = passwords.verified

    def verified_slowly(*what):
        answer = verified(*what)
        give_password(door, person_id, NEW)
        return answer

    monkeypatch.setattr(passwords, "verified", verified_slowly)
    door.settings = costlier
    door.__post_init__()
    assert door.sign_in("zhao.min").status_code == 401

    monkeypatch.undo()
    assert [door.sign_in("zhao.min", one).status_code for one in (PASSWORD, NEW)] == [401, 200]


def test_without_local_accounts_no_password_helps(door):
    door.add("zhao.min", ("clerk", HALL))
    door.settings = door.settings.model_copy(update={"local_accounts": False})
    door.__post_init__()

    assert door.sign_in("zhao.min").status_code == 403


@pytest.mark.clause("GOV-01")
def test_the_trail_has_every_attempt_and_nothing_that_was_typed(door):
    person_id = door.add("zhao.min", ("clerk", HALL))
    door.sign_in("zhao.min", "a wrong password")
    door.sign_in("my.password.in.the.wrong.field", "a wrong password")
    door.sign_in("zhao.min")

    failures, signed_in = door.audited("sign_in.failure"), door.audited("sign_in")

    assert [(one["subject_id"], one["facts"]["reason"]) for one in failures] == [
        (person_id, "password"),
        ("unknown", "unknown"),
    ]
    assert [(one["actor_id"], one["site"]) for one in signed_in] == [(person_id, HALL)]
    assert "password." not in str(failures)
    assert "wrong" not in str(failures)


def test_no_secret_reaches_a_log_or_an_answer(door, caplog, capfd):
    door.add("zhao.min", ("clerk", HALL))
    caplog.set_level(logging.DEBUG)

    refused = door.sign_in("zhao.min", "a wrong password")
    unreadable = door.client().post("/sign-in", json={"account": "zhao.min", "password": [PASSWORD]})
    token = door.token("zhao.min")
    forged = door.client("tl_" + "f" * 43).get("/me")

    assert unreadable.status_code == 422
    said = f"{caplog.text} {capfd.readouterr()} {refused.text} {unreadable.text} {forged.text}"
    for secret in (PASSWORD, "a wrong password", token, "tl_ffff"):
        assert secret not in said


def test_attempts_at_once_are_not_heard_as_one(door):
    door.add("zhao.min", ("clerk", HALL))
    with ThreadPoolExecutor(8) as threads:
        answers = list(
            threads.map(lambda _: door.sign_in("zhao.min", "a wrong password").status_code, range(12))
        )

    assert answers.count(401) == 5
    assert answers.count(429) == 7


def test_the_forgetting_of_each_day_leaves_what_still_counts(door):
    job = Job(1, "people.forget", "people.forget:2012-07-25", door.clock(), {}, 0)

    door.add("zhao.min", ("clerk", HALL))
    door.sign_in("nobody.here")
    door.token("zhao.min")
    door.clock.forward(days=40)
    client = door.signed_in("zhao.min")
    door.sign_in("zhao.min", "a wrong password")

    with door.database.write() as connection:
        forget(connection, job, Context(door.clock(), door.settings))
        left = len(connection.execute(select(tokens)).all())
        failures = len(connection.execute(select(sign_in_failures)).all())

    assert (left, failures) == (1, 2)  # the wait of the address, and that of the account
    assert client.get("/me").status_code == 200
