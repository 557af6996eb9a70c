"""Composition of an issue by machine: which story stands on which page, in which rectangle, in which setting.

Pure: no database, no Django. ``compose`` in ``issues.composing.composer`` is the way in.
"""
