"""How a draft becomes policy: simulated, approved by a second person, published. Clause: GOV-04."""
