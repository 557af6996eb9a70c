"""Upgrades without a pause: what a migration may do while the previous release still serves on the same tables.

``release`` knows which release that is (``previous_release.toml``), ``fields`` and ``statements`` judge what happens to
a column and what SQL written by hand does, ``rules`` judges every operation of a migration. The rules themselves, with
their reasons, stand in docs/operations.md; ``manage.py check_migrations`` applies them.
"""
