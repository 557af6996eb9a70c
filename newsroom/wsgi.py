"""The application that Granian serves: Django, with the store of public pages before it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

_django = get_wsgi_application()  # loads settings and apps, which the store needs

from newsroom.edge.server import wrap  # noqa: E402

application = wrap(_django)
