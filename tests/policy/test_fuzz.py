"""Whatever text stands in a pack file, the loader gives a pack or one of its own errors, and soon."""

from __future__ import annotations

import time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.policy.harbour import HARBOUR
from tierline.policy.errors import PackError, PackUnreadable, PolicyError
from tierline.policy.load import bundled_folder, file_mistakes, pack_files
from tierline.policy.pack_text import mistakes_of, read_pack
from tierline.policy.statements import statements
from tierline.wording import Language

LONGEST_SECONDS = 5
"""Far above what any text takes, so that a slow machine fails no test; a text that blows up takes minutes."""

PACKS = [HARBOUR, *(path.read_text("utf-8") for path in pack_files(bundled_folder()))]

WORDS = sorted({word for pack in PACKS for word in pack.replace("\n", " ").split(" ") if word})

SIGNS = (
    "\n",
    "\n  ",
    "\n- ",
    ": ",
    "[",
    "]",
    "{",
    "}",
    ",",
    "&a ",
    "*a",
    "!!set ",
    "<<: ",
    "|",
    ">-",
    "? ",
    "---\n",
)
ODD = (
    "'",
    '"',
    "#",
    "%",
    "@",
    "~",
    "null",
    ".nan",
    "1e999",
    "-0",
    "9" * 30,
    "\t",
    "\u0000",
    "\u200b",
    "é",
    "卡",
)

PIECES = st.sampled_from([*WORDS, *SIGNS, *ODD])


@st.composite
def mutated_packs(draw: st.DrawFn) -> str:
    """A real pack of which a few lines or words were dropped, doubled, swapped or written anew."""
    lines = draw(st.sampled_from(PACKS)).splitlines(keepends=True)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        match draw(st.integers(0, 5)):
            case 0:
                del lines[at]
            case 1:
                lines.insert(at, lines[draw(st.integers(0, len(lines) - 1))])
            case 2:
                lines[at] = "  " + lines[at]
            case 3:
                lines[at] = lines[at].removeprefix("  ")
            case 4:
                words = lines[at].split(" ")
                words[draw(st.integers(0, len(words) - 1))] = draw(PIECES)
                lines[at] = " ".join(words)
            case 5:
                cut = draw(st.integers(0, len(lines[at])))
                lines[at] = lines[at][:cut] + draw(PIECES) + lines[at][cut + draw(st.integers(0, 3)) :]
        if not lines:
            return ""
    return "".join(lines)


def check_one(text: str) -> None:
    """A pack that can be shown, or errors of this family that read in both languages; within time."""
    started = time.process_time()
    try:
        mistakes = mistakes_of(text, "fuzz.yaml")
    except PackUnreadable as unreadable:
        mistakes = (unreadable,)
    if not mistakes:
        assert statements(read_pack(text, "fuzz.yaml").versions[-1])
    assert time.process_time() - started < LONGEST_SECONDS
    for mistake in mistakes:
        assert isinstance(mistake, PackError | PackUnreadable)
        assert all(mistake.message(language).startswith("fuzz.yaml") for language in Language)
    lines = [int(str(mistake.facts["line"])) for mistake in mistakes]
    assert lines == sorted(lines)
    # A carriage return and some rarer characters end a line of YAML too.
    assert all(1 <= line <= len(text.splitlines()) + 1 for line in lines)


many = settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])


@many
@given(mutated_packs())
def test_a_damaged_pack_is_read_or_refused_by_name(text):
    check_one(text)


@many
@given(st.lists(PIECES, max_size=60).map("".join))
def test_words_of_packs_in_any_order_are_read_or_refused_by_name(text):
    check_one(text)


@many
@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_by_name(text):
    check_one(text)


@settings(max_examples=100)
@given(content=st.binary(max_size=200))
def test_any_file_is_read_or_refused_by_name(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "fuzz.yaml"
    path.write_bytes(content)

    for mistake in file_mistakes(path):
        assert isinstance(mistake, PolicyError)
        assert "fuzz.yaml" in mistake.message(Language.ZH)


def test_hundreds_of_versions_of_a_large_block_are_read_within_time():
    rungs = ", ".join(f"{9000 - number}: 1" for number in range(4000))
    score = f"  score:\n  - spend: {{at_least: {{{rungs}}}}}\n  tier:\n"
    days = [f"{2021 + number // 12}-{number % 12 + 1:02}-01" for number in range(800)]

    check_one(HARBOUR.replace("  tier:\n", score) + "".join(f"- {{from: {day}}}\n" for day in days))
