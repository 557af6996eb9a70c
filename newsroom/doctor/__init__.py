"""The doctor: looks at everything the site stands on, says in a plain sentence how it is and, where need be, the cure.

``reports`` is what a check says; ``database``, ``content`` and ``surroundings`` hold the checks; ``examination`` runs
them one after the other, so that one that breaks down is a finding and no end.
"""
