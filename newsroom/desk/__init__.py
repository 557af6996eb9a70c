"""The desk: Django's admin on our own site, one module for each thing it shows."""
