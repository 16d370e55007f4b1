"""One profile of hypothesis for every test, whichever of them are chosen: no deadline, for a machine may be busy."""

from hypothesis import settings

settings.register_profile("prepost", deadline=None, max_examples=60, derandomize=True)
settings.load_profile("prepost")
