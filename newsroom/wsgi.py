"""The application that Granian serves: Django, with the store of public pages before it."""

import gc
import importlib
import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

_django = get_wsgi_application()  # loads settings and apps, which the store needs

from newsroom.edge.server import wrap  # noqa: E402
from newsroom.observing.server import observed  # noqa: E402
from newsroom.postgres import base  # noqa: E402

base.bound_statements()
importlib.import_module("pypinyin")  # which the first asker would wait for otherwise
application = observed(wrap(_django))

# What is loaded by now stays: a collection that looked through all of it would hold readers up for a tenth of a second.
gc.collect()
gc.freeze()

# A stored page takes fifty microseconds, but has to wait for a thread that renders one to pass the interpreter on; by
# Python's own measure of 5 ms that wait is what a reader would notice of her neighbours.
sys.setswitchinterval(0.001)
