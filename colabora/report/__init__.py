"""The report to the managing authority: a page and a workbook of the same figures (figures.py gathers them)."""
