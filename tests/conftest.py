"""How the property tests run: the same examples each time, and no clock on a busy machine."""

from hypothesis import settings

settings.register_profile("kit", deadline=None, derandomize=True, max_examples=50, database=None)
settings.load_profile("kit")
