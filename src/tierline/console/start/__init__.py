"""The start page: what each role looks at first, with today's figures."""
