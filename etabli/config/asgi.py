import os

from django.core.asgi import get_asgi_application

from etabli.socle.flux import avec_le_direct
from etabli.socle.televersement import borner

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "etabli.config.settings")
application = avec_le_direct(borner(get_asgi_application()))
