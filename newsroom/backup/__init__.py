"""Backups: database and media of one moment in one file, and the way back.

``sealing`` is the outermost layer (plain with a checksum, or encrypted), ``archive`` the members and the manifest
inside it, ``snapshot`` what the database gives, ``making`` and ``restoring`` the two commands' work, ``keeping`` what
is pruned. The form of the file is told in docs/operations.md, so that it can be opened without this program.
"""
