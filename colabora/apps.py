from django.apps import AppConfig
from django.contrib.admin import apps


class PortalConfig(AppConfig):
    default = True
    name = "colabora"

    def ready(self):
        from . import audit, checks  # noqa: F401  they register themselves
        from .interface import lend

        lend()


class AdminConfig(apps.AdminConfig):
    default = False
    default_site = "colabora.admin.site.PortalAdminSite"
