"""What a change of tier obliges the operator to, from the run that found it until it is done."""
