"""Decision tables as sheets of cells, in CSV and in XLSX: one form, read and written without loss."""
