"""Which option helps most: variants of a scenario, played raid by raid against each other."""
