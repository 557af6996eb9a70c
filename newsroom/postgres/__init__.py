"""PostgreSQL for the newsroom: Django's own backend, plus an embedded server where no ``DATABASE_URL`` names one.

This package is the only place that knows the difference: ``embedded`` runs the server, ``base`` is the Django
database backend that starts it with the first connection.
"""
