"""FEEL, the expressions of the DMN standard: a syntax tree, its parser, its values, and what they come to."""
