"""Rates, and how far each may be trusted: pure functions on arrays, held to published numbers.

==============  ===================================================================================
module          what it answers
==============  ===================================================================================
limits          limits of one count or share: exact and Byar's for events, Wilson's for shares
crude           proportions, crude rates and means as they are
standardising   what they would be with another age structure: direct and indirect
inequality      how much the groups from worst off to best off differ: slope and relative index
dispersion      whether areas differ more than chance gives
funnel          which areas lie outside what chance gives around one common value
trend           whether the last five years rise or fall
==============  ===================================================================================

A count that is not shown (nan) gives a result that is not shown, with the reason; it is never a
zero. A count that cannot be is told, all of them at once. Results keep the order that was given:
nothing here sorts or ranks. Disclosure is not here either: a finding is protected where it is made.
"""

from kit.rates.crude import crude_rates, means, proportions
from kit.rates.funnel import funnel
from kit.rates.standardising import direct, indirect

__all__ = ["crude_rates", "direct", "funnel", "indirect", "means", "proportions"]
