"""Answers readers before Django is asked: pages kept for the version of what is public, and for no longer.

``Edge`` stands around the WSGI application. For each request of a public page it asks the database for the version
(``version``: one prepared statement on a connection of its own) and answers with stored bytes while they were made for
that version; otherwise Django renders the page once, however many readers wait for it (``flights``). So nothing is
served that a publication, a correction or a retraction has overtaken, and no cache has to be emptied by anybody.
"""
