"""An imported page between the machine's reading and the newsroom's articles, where a person corrects it.

``state`` and ``doubting`` are pure: what the acts make of a page, and what is still doubtful in it. ``repairing`` names
repairs so that a choice outlives other corrections. ``drafts`` keeps the page between requests, ``storing`` makes
articles of it.
"""
