"""Wide exports of dashboards, such as Swing and Waarstaatjegemeente, in the frame of open data.

========  ==========================================================================================
module    what it does
========  ==========================================================================================
words     periods, areas and marks as dashboards write them; the legend of a file
shapes    where titles end, the header, the figures, the notes; recognises such a file
beside    the source and the notes around the figures
figures   one cell: a figure, none, or one that is withheld
reading   one row per figure; suppressed, missing and zero apart
========  ==========================================================================================
"""

from kit.dashboards.reading import read_dashboard
from kit.dashboards.shapes import recognise

__all__ = ["read_dashboard", "recognise"]
