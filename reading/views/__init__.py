"""Views of the public site, one module for each concern. None of them reads the session or the user."""
