"""The versions of the DMN standard by the namespaces of their XML."""

from __future__ import annotations

MODEL_NAMESPACES = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd": "1.1",
    # What Camunda wrote before the standard had settled its name.
    "http://www.omg.org/spec/DMN/20151101/dmn11.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
    "https://www.omg.org/spec/DMN/20240513/MODEL/": "1.6",
}
"""What is read. DMN 1.1 differs in nothing that is read here but the prefix of its types."""

DIAGRAM_NAMESPACES = {
    "1.3": "https://www.omg.org/spec/DMN/20191111/DMNDI/",
    "1.5": "https://www.omg.org/spec/DMN/20230324/DMNDI/",
}
"""What is written."""

READABLE = ", ".join(dict.fromkeys(MODEL_NAMESPACES.values()))


def model_namespace(version: str) -> str:
    """The namespace of a version."""
    return next(namespace for namespace, known in MODEL_NAMESPACES.items() if known == version)
