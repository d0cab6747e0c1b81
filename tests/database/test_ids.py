"""Ids are unlike any other, but where they are asked to be the same each time."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

from tierline.database.ids import new_id, repeatable_ids

FORM = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def made(seed: int) -> list[str]:
    with repeatable_ids(seed):
        return [new_id() for _ in range(3)]


def test_a_seed_gives_the_same_ids_each_time_and_another_seed_others() -> None:
    assert made(1) == made(1)
    assert len({*made(1), *made(2)}) == 6
    assert all(FORM.fullmatch(one) for one in made(1))


def test_ids_are_new_again_after_the_context_and_in_other_threads() -> None:
    with repeatable_ids(1), ThreadPoolExecutor(1) as other:
        elsewhere = other.submit(new_id).result()

    assert elsewhere not in made(1)
    assert new_id() not in made(1)
