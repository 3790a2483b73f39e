"""The site's table of contents."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from . import drafts, views
from .caching import public_page
from .feeds import NewsFeed
from .glossary import glossary, glossary_csv
from .progress import progress, progress_csv
from .sitemaps import SITEMAPS

handler404 = "colabora.views.not_found"
handler500 = "colabora.views.server_error"

urlpatterns = [
    path("", views.to_language),
    path("admin/", admin.site.urls),
    path("favicon.ico", views.favicon),
    path("healthz/", views.healthz, name="healthz"),
    path("media/<path:path>", views.media, name="media"),
    path("robots.txt", views.robots, name="robots"),
    path("translate/", include("colabora.translations.urls")),
    path("sitemap.xml", public_page("p")(sitemap), {"sitemaps": SITEMAPS}, name="sitemap"),
    path(".well-known/security.txt", views.security_txt, name="security-txt"),
    *i18n_patterns(
        path("", views.home, name="home"),
        path("about/", views.about, name="about"),
        path("about/fact-sheet/", views.fact_sheet, name="fact-sheet"),
        path("about/data/", views.page, {"slug": "data"}, name="about-data"),
        path("partners/", include("partners.urls")),
        path("spaces/", include("spaces.urls")),
        path("", include("workpackages.urls")),
        path("progress/", progress, name="progress"),
        path("progress/spaces.csv", progress_csv, name="progress-csv"),
        path("glossary/", glossary, name="glossary"),
        path("glossary/glossary.csv", glossary_csv, name="glossary-csv"),
        path("news.atom", public_page()(NewsFeed()), name="news"),
        path("search/", views.search, name="search"),
        path("imprint/", views.page, {"slug": "imprint"}, name="imprint"),
        path("privacy/", views.page, {"slug": "privacy"}, name="privacy"),
        path("accessibility/", views.page, {"slug": "accessibility"}, name="accessibility"),
        path("contact/", views.page, {"slug": "contact"}, name="contact"),
        path("preview/<str:signed>/", drafts.preview, name="preview"),
        path("styleguide/", views.styleguide, name="styleguide"),
    ),
]
