"""Decision models in the XML of the DMN standard: read, decided for one case, made into tables, written."""
