"""The fault matrix: what goes wrong around a meter, and what a household sees of it."""
