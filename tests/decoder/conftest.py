"""Settings of the decoder's tests."""

from hypothesis import settings

# The same examples on every machine, and no limit of time on a slow one.
settings.register_profile("decoder", derandomize=True, deadline=None)
settings.load_profile("decoder")
