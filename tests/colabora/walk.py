"""What test_adding_a_language.py asks of a copy of the project, answered from within: see Walker."""

import html
import json
import re
import sys
from collections import Counter

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.test import Client, override_settings
from django.urls import reverse
from modeltranslation.translator import translator

from colabora.admin import TranslatedAdmin
from colabora.history import recording
from colabora.languages import column
from colabora.models import translated_fields
from colabora.pages.models import Term
from colabora.translations.states import texts

EVERY = 7  # pages of the sitemap, which has all of a kind together: one of each kind at least
# What no sitemap lists.
OTHERS = [
    "spaces/?operation=open", "spaces/?q=school", "spaces/map/?zoom=4", "spaces/towns/?q=lon", "events/?year=2019",
    "documents/?page=2", "search/", "search/?q=coworking", "news.atom", "events/calendar.ics", "progress/spaces.csv",
    "glossary/glossary.csv", "styleguide/",
]  # fmt: skip
PLAIN_FILES = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


def words(page: str) -> str:
    """What a reader sees between head and foot of a page, without blanks and the marks of a fallback."""
    main = re.search(r"<main.*?</main>", page, re.DOTALL)[0]
    main = re.sub(r'<span class="fallback__tag".*?</span>', "", main)
    main = re.sub(r'<p class="fallback__note.*?</p>', "", main)
    return re.sub(r"\s", "", html.unescape(re.sub(r"<[^>]+>", "", main)))


def address(row, page: str) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{page}", args=[row.pk])


class Walker:
    """Visits the portal in one language; every method answers in what JSON can say."""

    def __init__(self, language: str):
        self.language = language
        self.client = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0], raise_request_exception=False)

    def read(self, path: str) -> str:
        """The body of a page, or the number of its refusal."""
        response = self.client.get(path)
        return response.content.decode() if response.status_code == 200 else f"{response.status_code}"

    def wrong(self, paths) -> list[str]:
        return [path for path in paths if len(self.read(path)) == 3]

    def walk(self) -> dict:
        """The public pages, each beside the English one."""
        language, sitemap = self.language, self.read("/sitemap.xml")
        english = re.findall(rf"<loc>{re.escape(settings.SITE_URL)}(/en/[^<]*)</loc>", sitemap)[::EVERY]
        here = {f"/{language}/{path[4:]}": path for path in english}
        found, unlike = Counter(pages=len(here)), []
        for path, in_english in here.items():
            page, original = self.read(path), self.read(in_english)
            found["html " + "".join(re.findall(r'<html lang="([^"]+)"', page))] += 1
            found["not for search engines"] += '<meta name="robots" content="noindex">' in page
            found["canonical in English"] += f'rel="canonical" href="{settings.SITE_URL}{in_english}">' in page
            found["canonical here"] += f'rel="canonical" href="{settings.SITE_URL}{path}">' in page
            found["noted"] += 'class="fallback__note' in page
            found["marked"] += 'class="fallback"' in page or "prose flow fallback" in page
            found["named in the switcher"] += f'lang="{language}" hreflang="{language}" aria-current="true">' in page
            found["alternate of the English page"] += f'rel="alternate" hreflang="{language}"' in original
            if len(page) > 3 and words(page).replace(f"/{language}/", "/en/") != words(original):
                unlike.append(path)
        return {
            **found,
            **self.entrance(),
            "unlike the English page": unlike,
            "wrong": self.wrong([*here, *(f"/{language}/{path}" for path in OTHERS)]),
            "states": self.states(),
        }

    def entrance(self) -> dict:
        """Where a browser of the language is led, and search engines."""
        greeted = self.client.get("/", headers={"Accept-Language": f"{self.language},de;q=0.5"})
        return {
            "front": re.findall(r'<html lang="([^"]+)"', self.read(f"/{self.language}/")),
            "in the sitemap": self.read("/sitemap.xml").count(f"/{self.language}/"),
            "from the browser": greeted.headers["Location"],
        }

    def states(self) -> dict:
        models = translator.get_registered_models(abstract=False)
        return Counter(text.state for model in models for text in texts(model._base_manager.all(), [self.language]))

    def sign_in(self):
        """With an account that stays, as accounts do when a language goes."""
        chosen = {"role": "coordinator", "is_staff": True, "interface_language": self.language}
        user, _is_new = get_user_model().objects.get_or_create(username="walker", defaults=chosen)
        self.client.force_login(user)
        return user

    def back_office(self) -> dict:
        """As the coordinator: each kind of form with its columns, and the translation desk."""
        self.sign_in()
        told = {"front": re.findall(r'<html lang="([^"]+)"', self.read("/admin/")), "lacking": [], "kinds": 0}
        told["wrong"] = self.wrong(["/translate/", f"/translate/{self.language}/"])
        for model, model_admin in admin.site._registry.items():
            row = model._base_manager.first()
            if row is None or not isinstance(model_admin, TranslatedAdmin):
                continue
            page = self.read(address(row, "change"))
            names = [column(field, self.language) for field in translated_fields(model)]
            told["lacking"] += [f"{model._meta.label}.{name}" for name in names if f'name="{name}"' not in page]
            told["kinds"] += 1
        return told

    def translate_a_term(self) -> dict:
        """Where a reader meets what somebody has translated."""
        term = Term.objects.get(slug="hub")
        with recording(self.sign_in()):
            for field in ("term", "definition"):
                setattr(term, column(field, self.language), f"Ŵ{field}")
            term.save()
        return {
            "shown": re.findall(r"<(?:dt|dd><p)>(.{0,22}Ŵ[a-z]+)", self.read(f"/{self.language}/glossary/")),
            "is found": words(self.read(f"/{self.language}/search/?q=Ŵterm")).count("Ŵdefinition"),
            "in the table": self.read("/en/glossary/glossary.csv").count("Ŵdefinition"),
        }

    def what_is_left(self) -> dict:
        """Of the site, an account and a record's history, where the language is none of the site's."""
        self.sign_in()
        term = Term.objects.get(slug="hub")
        return {
            "wrong": self.wrong(["/admin/", "/translate/", address(term, "change"), address(term, "history")]),
            "at its address": self.read(f"/{self.language}/"),
            "pages": {
                path: words(self.read(path)) for path in ("/de/", "/lv/spaces/", "/fr/glossary/", "/en/progress/")
            },
            "sitemap": re.sub(r"<lastmod>.*?</lastmod>", "", self.read("/sitemap.xml")),
        }


def tell(language: str, *tasks: str) -> None:
    """Writes what the named methods answer as JSON."""
    walker = Walker(language)
    with override_settings(STORAGES=PLAIN_FILES):
        json.dump({task: getattr(walker, task)() for task in tasks}, sys.stdout, ensure_ascii=False)
