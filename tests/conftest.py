"""How the tests run: the same examples each time, no clock on a busy machine, long files first."""

import pytest
from hypothesis import settings

settings.register_profile("kit", deadline=None, derandomize=True, max_examples=50, database=None)
settings.load_profile("kit")


@pytest.hookimpl(trylast=True)  # when it is known which are asked for
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put files with slow tests first: of two workers, none is left alone with them at the end."""
    long = {
        item.path
        for item in items
        if item.get_closest_marker("slow") or item.get_closest_marker("browser")
    }
    items.sort(key=lambda item: item.path not in long)
