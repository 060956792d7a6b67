"""The WSGI application that granian serves."""

import os
import signal

from django.core.wsgi import get_wsgi_application

from pankti.project.leash import follow_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pankti.project.settings")
if os.environ.get("PANKTI_SUPERVISED") == "1":
    follow_parent(signal.SIGTERM)  # a web worker never outlives the process that started it
application = get_wsgi_application()
