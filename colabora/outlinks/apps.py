from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutlinksConfig(AppConfig):
    name = "colabora.outlinks"
    verbose_name = _("links to other websites")

    def ready(self):
        from . import collect  # noqa: F401  it listens to what is saved
