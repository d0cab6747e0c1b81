"""The policy desk: what is in force, what a draft does, and whether it may be published. Clause: GOV-04."""
