from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    name = "colabora.pages"
    verbose_name = _("pages and glossary")
