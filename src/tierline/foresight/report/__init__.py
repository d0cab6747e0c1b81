"""The report for directors: a run or a series of them as one page with pictures."""
