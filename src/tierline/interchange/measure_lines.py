"""The measures of a pack, written anew with one of them given by an imported table.

A later version replaces the block `measures` whole, so the others are carried over, node by node.
"""

from __future__ import annotations

from collections.abc import Sequence

import yaml

from tierline.policy.citing import KEYS
from tierline.policy.model import Pack
from tierline.policy.yaml_text import compose

WIDTH = 100


def measures_lines(pack: Pack, name: str, citation: Sequence[str], lines: Sequence[str]) -> list[str]:
    """The block `measures` with `lines` as that of which the measure `name` is made, and why."""
    found = ["measures:"]
    for key, value in _measures(pack).value:
        written = measure_lines(pack, name, citation, lines) if key.value == name else _written(key, value)
        found += [f"  {line}" if line else line for line in written]
    return found


def measure_lines(pack: Pack, name: str, citation: Sequence[str], lines: Sequence[str]) -> list[str]:
    """One measure with `lines` as that of which it is made, and why; its title stays."""
    (measure,) = (value for key, value in _measures(pack).value if key.value == name)
    found = [f"{name}:"]
    for key, value in measure.value:
        if key.value not in ("from", *KEYS):
            found += [f"  {line}" for line in _written(key, value)]
    return [*found, *(f"  {line}" for line in citation), "  from:", *(f"  {line}" for line in lines)]


def _measures(pack: Pack) -> yaml.MappingNode:
    """The block of measures that stands last in the text."""
    root = compose(pack.text, pack.path)
    (versions,) = (value for key, value in root.value if key.value == "versions")
    blocks = [value for version in versions.value for key, value in version.value if key.value == "measures"]
    block = blocks[-1]
    assert isinstance(block, yaml.MappingNode)
    return block


def _written(key: yaml.Node, value: yaml.Node) -> list[str]:
    pair = yaml.MappingNode("tag:yaml.org,2002:map", [(_alone(key), _alone(value))], flow_style=False)
    text = yaml.serialize(pair, Dumper=yaml.SafeDumper, allow_unicode=True, width=WIDTH)
    return str(text).splitlines()


def _alone(node: yaml.Node) -> yaml.Node:
    """A copy in which nothing stands twice: an anchor in it might bear a name that the pack has already."""
    if isinstance(node, yaml.MappingNode):
        pairs = [(_alone(key), _alone(value)) for key, value in node.value]
        return yaml.MappingNode(node.tag, pairs, flow_style=node.flow_style)
    if isinstance(node, yaml.SequenceNode):
        return yaml.SequenceNode(node.tag, [_alone(item) for item in node.value], flow_style=node.flow_style)
    assert isinstance(node, yaml.ScalarNode)
    return yaml.ScalarNode(node.tag, node.value, style=node.style)
