"""Estimators of change over time with few regions: pure, on arrays, held to published numbers.

======================  =========================================================================
module                  what it answers
======================  =========================================================================
segments                the columns of an interrupted series: trend, season, change
ar1                     a line through points that follow each other: REML, Prais-Winsten, OLS
hac                     standard errors that allow for neighbouring points (Newey-West)
series                  how much one series changed after a date, at a stated horizon
series_counts           the same for counts with an exposure: quasi-Poisson
series_controlled       the same beyond what a comparison series did
series_sensitivity      other methods, periods left out, starts that were none
imputation              effect on regions that started, imputed from what had not started
permutation             the same effect under every other assignment of start dates
permutation_gaps        the same where outcomes are missing
cr2                     cluster-robust errors with Satterthwaite degrees of freedom
wild                    wild cluster bootstrap, every draw
few_regions             the one p-value rule, decided before the data
borrowed                the one door to diff-diff
staggered               Callaway-Sant'Anna, Sun-Abraham, Bacon weights of two-way fixed effects
event_study             effects by time since the start, and what chance gives of them
credibility             joint test before the start, its power, how sharp a break undoes a finding
matching                the areas that resemble a region most
synthetic               one region beside a weighted mixture of areas
pooling                 effects of several regions as one, and what a next region may expect
families                p-values corrected for being many
reml                    lines of groups around a common one: profiled restricted likelihood
mixed                   the same with time scaled, checked by a second program; degrees of freedom
imputing                what is missing: its pattern, drawn several times, combined (Rubin)
power                   what change a region or design could have seen
======================  =========================================================================

Nothing here knows a study, and nothing is imported before it is used: `import kit.estimators`
loads no numpy. Results are small frozen dataclasses. What cannot be estimated is refused
(`kit.errors.InputError` for what was asked, `kit.errors.Refused` for what the data do not allow).
"""
