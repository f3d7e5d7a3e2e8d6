"""Did it change, and may we say so: designs for a handful of regions that chose themselves.

==============  ===================================================================================
module          what it holds
==============  ===================================================================================
plan            the analysis plan: what is asked, of which figures, by which design, decided before
registering     the stamp on a finding: planned before the outcomes were seen, or exploratory
exposure        what started, and when: the region, or an intervention that the plan names
effect          the one table that every design's finding keeps
interrupted     one region beside its own past
staggered       regions that started on different days, beside regions that had not
pooled          the changes of regions taken together, and what a next region may expect
trajectories    how the series of regions run: a description
together        one indicator of several regions, laid side by side
synthetic       one region beside a weighted mixture of areas where nothing started
==============  ===================================================================================

Estimators are in `kit.estimators` and know no study. A design reads figures, protects them, asks
an estimator, and says what was found with what the design cannot say.
"""
