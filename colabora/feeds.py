"""What is new on the portal, as Atom (RFC 4287)."""

from itertools import chain

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html
from django.utils.translation import gettext as _

from workpackages.models import Document, Event, GoodPractice

from .languages import current_language, page_language, tagged, translated

MOST_ENTRIES = 40


def is_named(item) -> bool:
    """Whether its title is a name that is not translated."""
    return isinstance(item, Document) and bool(item.title)


def title_of(item) -> tuple[str, str]:
    """What an entry is called, and in which language."""
    if is_named(item):
        return item.title, item.title_language
    return translated(item, "gloss" if isinstance(item, Document) else "title")


class Marked:
    """Writes XML as the handler does, with the language of an entry's parts (RFC 4287, section 2)."""

    def __init__(self, handler, languages: dict[str, str]):
        self.handler, self.languages = handler, languages

    def __getattr__(self, name):
        return getattr(self.handler, name)

    def addQuickElement(self, name, contents=None, attrs=None):  # noqa: N802  Django's name
        language = self.languages.get(name)
        self.handler.addQuickElement(name, contents, {**(attrs or {}), **({"xml:lang": language} if language else {})})


class PortalFeed(Atom1Feed):
    def add_item_elements(self, handler, item):
        super().add_item_elements(Marked(handler, item["languages"]), item)


class NewsFeed(Feed):
    """Events, good practices and documents, the last published first."""

    feed_type = PortalFeed
    author_name = "CoLabora"
    language = property(lambda self: page_language())

    def title(self):
        return _("News of CoLabora")

    def subtitle(self):
        return _("Events, good practices and documents of rural coworking, as they are published")

    def link(self):
        return settings.SITE_URL + reverse("home")

    def feed_url(self):
        return settings.SITE_URL + reverse("news")

    def feed_guid(self):
        return self.feed_url()

    def items(self):
        newest = (
            model.objects.published().order_by("-published_at", "-pk")[:MOST_ENTRIES]
            for model in (Event, GoodPractice, Document)
        )
        rows = sorted(chain.from_iterable(newest), key=lambda row: (row.published_at, row.pk), reverse=True)
        return rows[:MOST_ENTRIES]

    def item_title(self, item):
        text, language = title_of(item)
        return text if is_named(item) else tagged(text, language)

    def item_description(self, item):
        """As HTML, in which readers that know no xml:lang find the language, too."""
        text, language = translated(item, "summary")
        return format_html('<p lang="{}">{}</p>', language or current_language(), tagged(text, language))

    def item_extra_kwargs(self, item):
        return {"languages": {"title": title_of(item)[1], "summary": translated(item, "summary")[1]}}

    def item_link(self, item):
        return settings.SITE_URL + item.get_absolute_url()

    item_guid_is_permalink = True

    def item_guid(self, item):
        return self.item_link(item)

    def item_pubdate(self, item):
        return item.published_at

    def item_updateddate(self, item):
        return item.updated_at

    def item_categories(self, item):
        return [str(item._meta.verbose_name)]
