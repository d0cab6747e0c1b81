"""The API keeps to the document that describes it, whatever schemathesis makes up by that document."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import load_all_checks, negative_data_rejection, positive_data_acceptance
from schemathesis.core.failures import FailureGroup
from schemathesis.schemas import APIOperation

from tests.api.test_attacks import OPERATOR
from tests.service.actors import COUNTY
from tests.service.api import Api, fresh_application
from tests.service.base import add_line, add_membership, number
from tests.service.databases import settings_for, sqlite_database
from tierline.database.connect import connect

load_all_checks()


@pytest.fixture(scope="module")
def api(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """An application over a small operator, the same for all operations."""
    folder = tmp_path_factory.mktemp("schema")
    with sqlite_database(folder, sqlite_template) as url:
        chosen = settings_for(url, message_log=folder / "messages.jsonl", sign_in_rate="100000/minute")
        made = Api(connect(chosen), chosen, fresh_application())
        with made.database.write() as connection:
            add_line(connection, 1)
            add_membership(connection)
        client = made.client(OPERATOR)
        for site in ("65", "65.6501", COUNTY):
            client.post("/api/v1/sites", json={"path": site, "title_en": site, "title_zh": site})
        yield made
        made.database.close()


@pytest.fixture(scope="module")
def api_schema(api: Api, signed_in: dict[str, str]) -> Any:
    """The document as the application gives it to whoever is signed in."""
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", api.app, headers=signed_in)


@pytest.fixture(scope="module")
def signed_in(api: Api) -> dict[str, str]:
    """Headers of somebody who may do everything."""
    return {"Authorization": api.client(OPERATOR).headers["authorization"]}


NOT_PROMISED = [
    # What fits the document may still be refused: a line that is not there, an order that was cancelled.
    positive_data_acceptance,
    # A parameter that is given several times, where one is expected, counts once, as HTTP has it.
    negative_data_rejection,
]

CALM = settings(
    max_examples=6,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def problem(operation: APIOperation, mode: GenerationMode, headers: dict[str, str]) -> str | None:
    """What is wrong with the answers of an operation to calls that fit the document, or do not."""

    # Most numbers that could be made up are of no line, and would meet nothing but its absence.
    there = {"msisdn": number(1)} if "msisdn" in operation.path_parameters else {}

    @CALM
    @given(case=operation.as_strategy(mode, path_parameters=there, headers={"If-Match": '"1"'}))
    def all_is_as_described(case: Case) -> None:
        case.call_and_validate(headers=headers, excluded_checks=NOT_PROMISED)

    try:
        all_is_as_described()
    except Unsatisfiable:
        return None  # Every call of this operation fits the document.
    except FailureGroup as failed:
        return "; ".join(f"{each.title}: {each.message}" for each in failed.exceptions)
    return None


@pytest.mark.parametrize("mode", GenerationMode)
def test_answers_are_those_of_the_document(api_schema, signed_in, mode):
    found = {one.ok().label: problem(one.ok(), mode, signed_in) for one in api_schema.get_all_operations()}

    assert {label: each for label, each in found.items() if each} == {}
