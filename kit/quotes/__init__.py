"""Quotes: words of one person, checked by that person before anybody else reads them.

`read_quotes` reads the table and finds every quote again in its source. `shown` gives those that
may stand in a document of a release, with what to call their speakers.
"""

from kit.quotes.attribution import Attributed, shown
from kit.quotes.reading import COLUMNS, Quote, Quotes, read_quotes

__all__ = ["COLUMNS", "Attributed", "Quote", "Quotes", "read_quotes", "shown"]
