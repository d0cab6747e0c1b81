"""Decision tables between packs and the files of others: CSV, XLSX, and what tools beside tierline write."""
