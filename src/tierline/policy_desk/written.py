"""The blocks of a pack's versions as its text has them: every cell as it was written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tierline.interchange.citations import Cited
from tierline.policy.blocks.measures import inputs_of_tiers
from tierline.policy.blocks.sites import inputs_of_criteria, inputs_of_sites
from tierline.policy.citing import KEYS, Citing, Register, entered, own_keys
from tierline.policy.citing import Block as Written
from tierline.policy.clauses import clause_ids
from tierline.policy.conditions import Inputs, conditions
from tierline.policy.ladders import LADDERS
from tierline.policy.model import Citation, Pack, Rates, Version
from tierline.policy.pack_text import HEAD, RATES
from tierline.policy.reading import Place, read_yaml
from tierline.policy.statement import PARTS, Part
from tierline.policy.version_text import BLOCKS
from tierline.policy.vocabulary import ATTRIBUTES, Attribute
from tierline.policy_desk.cells import ADDED, BEST, FIRST, WHERE, Block, Line, LineKind
from tierline.tables.notation import text_of

TABLES = {"measures": ("from", FIRST), "criteria": ("gives", BEST)}
"""The blocks whose parts may be tables: under which key, and by which hit policy."""


def blocks_of_versions(pack: Pack) -> tuple[tuple[Block, ...], ...]:
    """For each version of a sound pack the ladders and tables in force from it on, in the order of a page."""
    root = read_yaml(pack.text, pack.path)
    keys, citing = entered(root, Citing(Register(clause_ids())), (*HEAD, RATES), HEAD)
    standing: dict[str, Written] = {}
    found = []
    for place, version in zip(keys["versions"].items(), pack.versions, strict=True):
        given, here = entered(place, citing, ("from", *BLOCKS))
        standing |= {name: Written(given[name], here) for name in BLOCKS if name in given}
        found.append(tuple(_blocks(standing, version)))
    return tuple(found)


def cited_of(citation: Citation) -> Cited:
    """A citation as a draft keeps it."""
    return Cited(
        citation.clause, citation.basis.value, citation.confidence, interpretation=citation.interpretation
    )


def _blocks(standing: Mapping[str, Written], version: Version) -> Iterator[Block]:
    inputs = _inputs(version)
    for name, (key, hit_policy) in TABLES.items():
        if name in standing:
            yield from _named(name, key, hit_policy, standing[name], inputs)
    for name, part, hit_policy in (
        ("score", Part.SCORE, ADDED),
        ("tier", Part.TIER, BEST),
        ("on_joining", Part.ON_JOINING, BEST),
    ):
        block = standing.get(name)
        if block is not None and block.place.is_list:
            lines = tuple(_line(each, block.citing, inputs) for each in block.place.items())
            yield Block(name, PARTS[part], hit_policy, lines)


def _named(name: str, key: str, hit_policy: str, block: Written, inputs: Inputs) -> Iterator[Block]:
    """The tables among the measures or criteria of a version."""
    parts = {each: value for each, _, value in block.place.pairs()}
    citing = block.citing.at(block.place, {each: parts[each] for each in KEYS if each in parts})
    for part, place in own_keys(parts).items():
        keys = {each: value for each, _, value in place.pairs()}
        if key not in keys:
            continue
        here = citing.at(place, {each: keys[each] for each in KEYS if each in keys})
        lines = keys[key].items() if keys[key].is_list else [keys[key]]
        title = keys["title"].bilingual()
        yield Block(f"{name}.{part}", title, hit_policy, tuple(_line(each, here, inputs) for each in lines))


def _line(place: Place, citing: Citing, inputs: Inputs) -> Line:
    keys = {key: value for key, _, value in place.pairs()}
    cited = cited_of(citing.at(place, {key: keys[key] for key in KEYS if key in keys}).citation(place))
    tests = conditions(keys[WHERE], inputs) if WHERE in keys else {}
    where = tuple((name, text_of(test)) for name, test in tests.items())
    ((name, written),) = ((key, value) for key, value in own_keys(keys).items() if key != WHERE)
    if name == LineKind.TABLE:
        parts = {key: value for key, _, value in written.pairs()}
        names = tuple(each.text() for each in parts["inputs"].items())
        rows = tuple(tuple(cell.text() for cell in row.items()) for row in parts["rules"].items())
        return Line(LineKind.TABLE, names, rows, where, cited)
    ladder = written.mapping(LADDERS)
    ((form, steps),) = ladder.items()
    if form == LineKind.EACH:
        return Line(LineKind.EACH, (name,), ((steps.text(),),), where, cited)
    rows = tuple((key_place.text(), value.text()) for _, key_place, value in steps.pairs())
    return Line(LineKind(form), (name,), rows, where, cited)


def inputs_of_block(version: Version, block: str) -> Mapping[str, Attribute]:
    """What the lines of a block may name: figures of the version first, then what is known of every line."""
    has_score = block == "tier" and version.score is not None
    if version.rates is Rates.SITE:
        measured = inputs_of_criteria(tuple(each.name for each in version.measurements), version.measurements)
        if "." in block:
            return measured.known
        names = tuple(each.name for each in version.site_criteria)
        criteria, ranking = version.site_criteria, version.ranking
        return inputs_of_sites(measured, names, criteria, ranking, has_score=has_score).known
    if "." in block or block == "on_joining":
        return ATTRIBUTES
    names = tuple(measure.name for measure in version.measures)
    known = inputs_of_tiers(names, version.measures, has_score=has_score).known
    figures = {name: known[name] for name in known if name not in ATTRIBUTES}
    return {**figures, **ATTRIBUTES}


def _inputs(version: Version) -> Inputs:
    """All that a line of the version may name."""
    return Inputs({**ATTRIBUTES, **inputs_of_block(version, "score"), **inputs_of_block(version, "tier")})
