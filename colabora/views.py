"""Pages that belong to no single app: home, about, search, and what machines ask for."""

import datetime
import logging

from csp.constants import NONE
from csp.decorators import csp
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Count, Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header
from django.utils.translation import get_language_from_request, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.static import serve

from partners.models import LocalActionGroup, StartingCondition, Supporter
from partners.permissions import may_preview
from spaces.cases import former_uses
from spaces.maps import Ways, areas, tally
from spaces.models import Space
from workpackages.models import (
    Document,
    DocumentFile,
    Event,
    Goal,
    GoodPractice,
    Moderation,
    Period,
    Project,
    TargetGroup,
    WorkPackage,
)

from . import structured
from . import styleguide as samples
from .caching import public_page
from .languages import column, interface_language, languages_with, translated
from .links import Link, Linked, links
from .pages.models import Page, Term
from .pages.synonyms import load_synonyms
from .search import alternatives
from .sources.display import number_sources
from .sources.models import with_sources
from .text import fold

logger = logging.getLogger(__name__)

# The year in which the cooperation began by its fact sheet.
START_OF_COOPERATION = "2018"


# Pages


def to_language(request):
    """The address without a language leads to the visitor's."""
    language = interface_language(get_language_from_request(request))
    response = HttpResponseRedirect(f"/{language}/")
    patch_vary_headers(response, ["Accept-Language"])
    return response


@public_page()
def home(request):
    spaces = Space.objects.published()
    rows = tally(spaces)
    ways = Ways.of(rows)
    context = {
        "project": Project.objects.published().first(),
        "areas": areas(rows),
        "ways": ways,
        "total": sum(ways.here.values()),
        "figures": spaces.in_the_project().aggregate(
            opened=Count("pk", filter=Q(opened__gte=START_OF_COOPERATION), distinct=True),
            sources=Count("observations__source", distinct=True),
        ),
        "former_uses": former_uses(spaces),
        "newest": spaces.exclude(operation_as_of="").order_by("-operation_as_of", "sort_name").with_card()[:4],
        "practices": newest_practices(),
        "work_packages": WorkPackage.objects.published(),
        "structured": [structured.website()],
    }
    return render(request, "home.html", context)


def newest_practices() -> list[Link]:
    chosen = GoodPractice.objects.published().in_listing_order().values("pk")[:4]
    return links(practices=GoodPractice.objects.filter(pk__in=chosen).linked())["practices"]


@public_page()
def about(request):
    project = get_object_or_404(Project.objects.published().prefetch_related(*with_sources(periods=Period)))
    periods = list(project.periods.all())
    context = {
        "project": project,
        "periods": periods,
        "goals": goals(),
        "work_packages": WorkPackage.objects.published(),
        "moderations": Moderation.objects.filter(lag__in=LocalActionGroup.objects.published())
        .select_related("lag", "work_package")
        .order_by("lag__position"),
        "conditions": StartingCondition.objects.all(),
        "supporters": Supporter.objects.all(),
        "sources": number_sources(periods, project.citations.all()),
        "page_languages": languages_with(project, project.main_text_field),
        "shown_language": translated(project, project.main_text_field)[1],
        "description_language": translated(project, "summary")[1],
        "structured": [structured.project(project)],
    }
    return render(request, "about.html", context)


def goals() -> list[Goal]:
    """The fact sheet's goals, each with the goals that explain it, in one query."""
    rows = list(Goal.objects.all())
    for goal in rows:
        goal.explained_by = [other for other in rows if other.parent_id == goal.pk]
    return [goal for goal in rows if goal.parent_id is None]


@public_page()
def fact_sheet(request):
    """The founding fact sheet, live from the data, on one sheet of paper."""
    project = get_object_or_404(Project.objects.published().prefetch_related(*with_sources()))
    context = {
        "project": project,
        "lags": LocalActionGroup.objects.published(),
        "conditions": StartingCondition.objects.all(),
        "work_packages": WorkPackage.objects.published().with_moderators().prefetch_related("activities"),
        "goals": goals(),
        "supporters": Supporter.objects.all(),
        "sources": number_sources(project.citations.all()),
        "page_languages": languages_with(project, project.main_text_field),
        "shown_language": translated(project, project.main_text_field)[1],
        "page_url": settings.SITE_URL + request.path,
        "structured": [
            structured.breadcrumbs((_("About"), reverse("about")), (_("Fact sheet"), reverse("fact-sheet")))
        ],
    }
    return render(request, "fact_sheet.html", context)


@public_page()
def page(request, slug):
    found = get_object_or_404(Page.objects.published(), slug=slug)
    return show_page(request, found)


def show_page(request, found, **extra):
    context = {
        "page": found,
        "page_languages": languages_with(found, found.main_text_field),
        "shown_language": translated(found, found.main_text_field)[1],
        "title_language": translated(found, "title")[1],
        **extra,
    }
    return render(request, "pages/page.html", context)


MOST_RESULTS = 20


def search(request):
    query = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    context = {"query": query, "is_unlisted": True}
    if fold(query):
        synonyms = load_synonyms()
        found = {
            "spaces": Space.objects.published().in_listing_order().with_card(),
            "lags": LocalActionGroup.objects.published(),
            "projects": Project.objects.published(),
            "work_packages": WorkPackage.objects.published(),
            "terms": Term.objects.published(),
        }
        results = {
            name: list(rows.search(query, synonyms).best_first(query)[: MOST_RESULTS + 1])
            for name, rows in found.items()
        }
        results |= search_links(query, synonyms)
        context["words"] = [phrase for phrases in alternatives(query, synonyms) for phrase in phrases]
        context["sections"] = search_sections(query, synonyms)
        context["more"] = {name: len(rows) > MOST_RESULTS for name, rows in results.items()}
        context |= {name: rows[:MOST_RESULTS] for name, rows in results.items()}
        context["total"] = sum(len(rows[:MOST_RESULTS]) for rows in results.values()) + len(context["sections"])
    return render(request, "search.html", context)


# Pages whose text is that of other records: found by their titles.
SECTIONS = {
    "fact-sheet": gettext_lazy("Fact sheet"),
    "glossary": gettext_lazy("Glossary"),
    "progress": gettext_lazy("Then and now"),
    "workpackages:research": gettext_lazy("What research says"),
    "workpackages:argument-list": gettext_lazy("Reasons for coworking"),
    "workpackages:event-list": gettext_lazy("Events"),
    "workpackages:practice-list": gettext_lazy("Good practices"),
    "workpackages:document-list": gettext_lazy("Library"),
}


def search_sections(query, synonyms) -> list[dict]:
    """The sections of the portal whose title in the reader's language holds every word of the query."""
    wanted = alternatives(query, synonyms)
    return [
        {"title": title, "url": reverse(name)}
        for name, title in SECTIONS.items()
        if all(any(phrase in fold(str(title)) for phrase in phrases) for phrases in wanted)
    ]


def search_links(query, synonyms) -> dict[str, list[Link]]:
    """What is found among the records that a line is enough for, in one query."""

    def found(rows):
        best = rows.search(query, synonyms).best_first(query)
        return rows.model.objects.filter(pk__in=best.values("pk")[: MOST_RESULTS + 1])

    results = links(
        practices=found(GoodPractice.objects.published().order_by("pk")).linked(),
        events=found(Event.objects.published().order_by("-start", "pk")).linked(),
        documents=found(Document.objects.published().order_by("-date", "pk")).linked(),
        target_groups=Linked(found(TargetGroup.objects.published().order_by("pk")), title="heading"),
        pages=Linked(found(Page.objects.published().order_by("pk"))),
    )
    words = fold(query).split()
    for rows in results.values():
        rows.sort(key=lambda link: words_in_title(link, words), reverse=True)
    return results


def words_in_title(link: Link, words: list[str]) -> int:
    """How many of the words stand in what the record is called, in any language."""
    titles = fold(
        " ".join([link.name, *(getattr(link, column("title", code)) or "" for code in settings.LANGUAGE_CODES)])
    )
    return sum(word in titles for word in words)


def styleguide(request):
    """For whoever builds, and so in English at every address."""
    with translation.override("en"):
        response = render(request, "pages/styleguide.html", samples.context())
    response.headers["Content-Language"] = "en"
    return response


# What machines ask for


@never_cache
def healthz(request):
    """200 while the database answers, else 503; no details to strangers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        logger.exception("The database does not answer")
        return HttpResponse("unavailable\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


@csp({"default-src": [NONE], "sandbox": True})
def media(request, path):
    """An uploaded file, harmless by its headers. nginx does the same in front (deploy/)."""
    is_document = path.startswith("documents/")  # a browser's viewer would not run in the sandbox: it is saved instead
    stored = get_object_or_404(DocumentFile.objects.select_related("document"), file=path) if is_document else None
    caching = may_be_kept(request, stored) if is_document else "public, max-age=31536000, immutable"
    response = serve(request, path, document_root=settings.MEDIA_ROOT)
    if is_document:
        response.headers["Content-Language"] = stored.language
    response.headers["Cache-Control"] = caching
    name = "" if is_document else path.rpartition("/")[2]
    response.headers["Content-Disposition"] = content_disposition_header(is_document, name) or "inline"
    return response


def may_be_kept(request, stored) -> str:
    """How long the file of a document may be kept. Of a draft it is there for its editors alone: else Http404."""
    if stored.document.is_published:
        return "public, max-age=60"
    if not may_preview(request.user, stored.document):
        raise Http404
    return "no-store, private"


def favicon(request):
    """For whatever asks for an icon without reading the page."""
    return redirect(static("img/icon.svg"))


def robots(request):
    lines = ["User-agent: *", "Disallow: /admin/", f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain")


def security_txt(request):
    """RFC 9116; the contact page names the responsible body."""
    expires = datetime.datetime.now(datetime.UTC).replace(
        hour=0, minute=0, second=0, microsecond=0
    ) + datetime.timedelta(days=180)
    lines = [
        f"Contact: {settings.SITE_URL}/en/contact/",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(settings.LANGUAGE_CODES)}",
        f"Canonical: {settings.SITE_URL}{reverse('security-txt')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain")


# When something is wrong


def not_found(request, exception):
    return render(request, "404.html", {"is_unlisted": True}, status=404)


def server_error(request):
    return render(request, "500.html", status=500)


def csrf_failure(request, reason=""):
    """What was typed on the translation desk comes back, to be copied: without scripts it is nowhere else."""
    typed = request.POST.get("words", "") if request.path.startswith("/translate/") else ""
    return render(request, "403_csrf.html", {"is_unlisted": True, "typed": typed}, status=403)
