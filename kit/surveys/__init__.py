"""Answers to surveys as programs export them, read as a mapping says that a person has checked.

================  ==================================================================================
module            what it does
================  ==================================================================================
naming            finds what names people: columns that are set aside, addresses inside answers
layouts           says which program a file comes from, and finds its header
mapping           the file that says what each column means
written_answers   scores, choices and days as people and programs write them
respondents       pseudonyms with the key of the study
reading           one row per answer
handing_over      rows of ``maturity`` and of ``indicators``
gathering         all surveys of a study
agenda            finds questions about which learning questions press
drafting          proposes a mapping, with the reasons
placing           brings a file into a study, without what names people
================  ==================================================================================
"""

from kit.surveys.drafting import draft_mapping
from kit.surveys.gathering import read_surveys
from kit.surveys.layouts import recognise
from kit.surveys.placing import place, preview
from kit.surveys.reading import read_survey

__all__ = ["draft_mapping", "place", "preview", "read_survey", "read_surveys", "recognise"]
