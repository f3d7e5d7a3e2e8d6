"""The PHM learning kit: from a study folder to findings and reports."""

__version__ = "0.1.0"
