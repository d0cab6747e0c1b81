"""`tierline people` and `tierline clients` on a real database."""

from __future__ import annotations

import json

import pytest
from alembic import command
from typer.testing import CliRunner

from tierline.database.upgrading import configuration, expected_version
from tierline.people.commands import clients_app, people_app
from tierline.people.errors import AccountTaken, PasswordWeak, RoleUnknown

PASSWORD = "seven brown owls wait"
ADD = ["add", "zhao.min", "--name", "Zhao Min", "--site", "", "--role", "administrator", "--role", "auditor"]


@pytest.fixture
def installation(door, monkeypatch):
    """An installation that commands find by the environment."""
    with door.database.write() as connection:
        if expected_version():
            command.stamp(configuration(connection), expected_version())
    monkeypatch.setenv("TIERLINE_DATABASE_URL", door.settings.database_url)
    monkeypatch.setenv("TIERLINE_ARGON2_MEMORY_KIB", "8")
    monkeypatch.setenv("TIERLINE_ARGON2_PASSES", "1")
    return door


def run(app, *arguments, given=""):
    return CliRunner().invoke(app, list(arguments), input=given)


def test_the_first_administrator_is_added_and_signs_in(installation):
    added = run(people_app, *ADD, given=f"{PASSWORD}\n")

    assert added.exit_code == 0, added.exception
    assert PASSWORD not in added.output
    assert installation.sign_in("zhao.min", PASSWORD).json()["site"] == ""
    (listed,) = json.loads(run(people_app, "list", "--json").output)
    assert (listed["account"], listed["roles"]) == ("zhao.min", ["administrator@", "auditor@"])
    assert run(people_app, "list").output == "zhao.min\t\tadministrator@ auditor@\n"
    assert installation.audited("person.create")[0]["actor_id"] == "command line"


def test_a_weak_password_or_an_unknown_role_adds_nobody(installation):
    attempts = [
        run(people_app, *ADD, given="short\n"),
        run(people_app, *ADD),
        run(people_app, *ADD, "--role", "emperor", given=f"{PASSWORD}\n"),
    ]

    assert [type(one.exception) for one in attempts] == [PasswordWeak, PasswordWeak, RoleUnknown]
    assert run(people_app, "list").output == ""


def test_a_password_is_set_anew_for_whoever_is_locked_out(installation):
    run(people_app, *ADD, given=f"{PASSWORD}\n")

    assert run(people_app, "password", "zhao.min", given="nine green frogs sing\n").exit_code == 0

    assert installation.sign_in("zhao.min", "nine green frogs sing").status_code == 200
    assert isinstance(run(people_app, *ADD, given=f"{PASSWORD}\n").exception, AccountTaken)


def test_a_system_is_added_with_its_secret(installation):
    added = run(clients_app, "billing", "--role", "billing_system", "--site", "65")

    given = json.loads(added.output)
    form = {"grant_type": "client_credentials"} | given
    assert installation.client().post("/token", data=form).status_code == 200
