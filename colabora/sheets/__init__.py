"""Spaces, events and the rest as tables: out to a spreadsheet program and back.

The columns of each table stand in the apps' `resources.py`; who may take out and bring in which rows is asked of
partners.permissions and of the registered forms of the admin, as everywhere in the back office.
"""
