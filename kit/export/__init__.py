"""Tables and findings for other programs: Excel, R, SPSS, Stata, whatever reads Parquet.

============  =====================================================================================
module        what it does
============  =====================================================================================
gathering     takes a table of the study, or a finding of the last batch, as a plain frame
describing    says of each column what it is called, what it means, and what its values are called
value_labels  whether ids or labels stand in the cells of a column with a list
writing       writes frame and description in the format that was asked
labelled      files of SPSS and Stata, where values of lists are numbers with labels
r_twin        an evaluation again, by R
============  =====================================================================================
"""

from kit.export.gathering import Taken, names_of, take
from kit.export.writing import FORMATS, write

__all__ = ["FORMATS", "Taken", "names_of", "take", "write"]
