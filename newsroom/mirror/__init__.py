"""The public site as plain files that any web server can serve (``manage.py export_site``).

``site`` asks the newsroom's own application for each address, ``links`` turns addresses into names of files and makes
pages point at them, ``files`` writes only what changed and takes away what is no more, and ``export`` follows the
links from page to page.
"""
