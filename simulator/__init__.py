"""A simulated electricity meter that pushes telegrams; a development tool.

It has its own encoder and shares no code with the decoder: where the two agree,
two readings of the standards agree.
"""
