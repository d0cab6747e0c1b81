"""The graded months: what each holds, what stands out in it, and grading, verifying and publishing one."""
