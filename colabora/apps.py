from django.apps import AppConfig
from django.contrib.admin import apps


class PortalConfig(AppConfig):
    default = True
    name = "colabora"

    def ready(self):
        from . import checks  # noqa: F401  registers them


class AdminConfig(apps.AdminConfig):
    default = False
    default_site = "colabora.admin.PortalAdminSite"
