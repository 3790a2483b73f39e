"""Server CPU per page beside a bare Django view with the same middleware that renders 20 rows from one query.

Twice: as a worker gives it while nothing has changed (colabora/caching.py), and rendered anew.

Ratios, not times: they hold on any machine. Budget (DESIGN, section 7): detail at most 2, list of 24 at most 3.

    make benchmark
"""

import os
import statistics
import sys
import tempfile
import time

os.environ.update(DJANGO_SETTINGS_MODULE="colabora.settings", SECRET_KEY="benchmark", SECURE_SSL_REDIRECT="0")
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="colabora-benchmark-")

import django

django.setup()

from django.core.management import call_command
from django.http import HttpResponse
from django.template import engines
from django.test import Client, override_settings
from django.urls import path

from colabora import urls
from colabora.sources.models import Source

ROUNDS, REQUESTS = 7, 20
PAGES = {
    "home": ("/de/", None),
    "list of 24": ("/de/spaces/", 3),
    "list, two facets": ("/de/spaces/?operation=open&country=IE", 3),
    "space": ("/de/spaces/la-quincaillerie-gueret/", 2),
    "partner": ("/de/partners/donegal/", None),
    "work package": ("/de/work-packages/2/", 2),
    "glossary": ("/de/glossary/", None),
}
BARE = engines["django"].from_string(
    "<!doctype html><title>Bare</title><ul>{% for row in rows %}<li><a href='{{ row.url }}'>{{ row.key }}</a> "
    "{{ row.date }}</li>{% endfor %}</ul>"
)


def bare(request):
    return HttpResponse(BARE.render({"rows": Source.objects.all()[:20]}, request))


urlpatterns = [path("bare/", bare), *urls.urlpatterns]
handler404, handler500 = urls.handler404, urls.handler500


def cpu_of(client, address) -> float:
    """Milliseconds of processor time per request: the least of several rounds, which noise can only lengthen."""
    rounds = []
    for _round in range(ROUNDS):
        start = time.process_time()
        for _request in range(REQUESTS):
            assert client.get(address).status_code == 200
        rounds.append((time.process_time() - start) / REQUESTS * 1000)
    return min(rounds)


def main() -> int:
    call_command("compile_messages")
    call_command("migrate", verbosity=0)
    call_command("seed", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    over = 0
    with override_settings(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"]):
        client = Client()
        cpu_of(client, "/bare/")
        unit = statistics.median(cpu_of(client, "/bare/") for _time in range(3))
        sys.stdout.write(f"{'':20} {'kept by the worker':>20} {'rendered anew':>20}\n")
        sys.stdout.write(f"{'page':20} {'ms CPU':>10} {'ratio':>9} {'ms CPU':>10} {'ratio':>9} {'budget':>7}\n")
        sys.stdout.write(f"{'bare view':20} {'':20} {unit:10.2f} {1:9.1f}\n")
        for name, (address, budget) in PAGES.items():
            kept = cpu_of(client, address)
            with override_settings(PAGE_CACHE=False):
                anew = cpu_of(client, address)
            over += bool(budget and kept / unit > budget)
            figures = f"{kept:10.2f} {kept / unit:9.1f} {anew:10.2f} {anew / unit:9.1f}"
            sys.stdout.write(f"{name:20} {figures} {budget or '':>7}\n")
    return over


if __name__ == "__main__":
    sys.exit(main())
