"""Estimators for few regions and short series: arrays in, small frozen results out.

Nothing here knows a study. Import from the modules.
"""
