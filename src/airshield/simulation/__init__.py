"""What happens: a scenario becomes arrays, arrays become replications, these become outcomes."""
