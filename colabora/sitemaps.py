"""What search engines are told of: each page in each language in which its main text exists."""

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from partners.models import LocalActionGroup
from spaces.cases import all_cases
from spaces.models import Space
from workpackages.models import Document, Event, GoodPractice, Project, TargetGroup, WorkPackage

from .languages import interface_languages, languages_with
from .pages.models import Page


class PortalSitemap(Sitemap):
    i18n = alternates = x_default = True
    protocol = settings.SITE_URL.split("://")[0]

    def get_domain(self, site=None):
        return settings.SITE_URL.split("://")[1]

    def get_languages_for_item(self, item):
        return interface_languages()


class ContentSitemap(PortalSitemap):
    def __init__(self, rows):
        self.rows = rows

    def items(self):
        return list(self.rows())

    def get_languages_for_item(self, item):
        return languages_with(item, item.main_text_field)

    def lastmod(self, item):
        return item.updated_at


class StaticSitemap(PortalSitemap):
    """Pages that exist in every language."""

    def items(self):
        return [
            "home", "fact-sheet", "partners:lag-list", "workpackages:work-package-list", "spaces:space-list",
            "spaces:case-list", "workpackages:event-list", "workpackages:practice-list", "workpackages:document-list",
            "workpackages:research", "workpackages:argument-list", "glossary", "progress",
        ]  # fmt: skip

    def location(self, item):
        return reverse(item)


class CaseSitemap(PortalSitemap):
    """Every combination that has entries."""

    def items(self):
        return all_cases()


SITEMAPS = {
    "pages": StaticSitemap(),
    "about": ContentSitemap(Project.objects.published),
    "texts": ContentSitemap(Page.objects.published),
    "partners": ContentSitemap(LocalActionGroup.objects.published),
    "work-packages": ContentSitemap(WorkPackage.objects.published),
    "spaces": ContentSitemap(Space.objects.real),
    "cases": CaseSitemap(),
    "events": ContentSitemap(Event.objects.published),
    "good-practices": ContentSitemap(GoodPractice.objects.published),
    "documents": ContentSitemap(Document.objects.published),
    "arguments": ContentSitemap(TargetGroup.objects.published),
}
