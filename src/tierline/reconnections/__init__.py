"""Emergency reconnection of a mobile line that is suspended for arrears. Clauses: ENT-04 to ENT-07."""
