"""What is new on the portal, as Atom (RFC 4287)."""

from itertools import chain

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html
from django.utils.translation import gettext as _

from workpackages.models import Document, Event, GoodPractice

from .languages import current_language, translated

MOST_ENTRIES = 40


class NewsFeed(Feed):
    """Events, good practices and documents, the last published first."""

    feed_type = Atom1Feed
    author_name = "CoLabora"

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
        text, language = (item.display_title, "") if isinstance(item, Document) else translated(item, "title")
        return text if language in ("", current_language()) else f"{text} [{language}]"

    def item_description(self, item):
        """As HTML, so that a text in another language can say so."""
        text, language = translated(item, "summary")
        return format_html('<p lang="{}">{}</p>', language or current_language(), text)

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
