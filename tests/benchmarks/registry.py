"""The registry at sizes that it will not have for years, beside plain SQL for the same work.

The page: a request through Django's test client; nothing is kept from one before but the worker's snapshot of all
spaces (spaces/snapshot.py), which is made anew with each change of content and measured by itself. Plain SQL: the rows
of the page by one SELECT with the same conditions and order, and one GROUP BY for each facet, as one would write them
by hand, through the same connection. Medians of wall time over requests that all ask something else; none is judged.

    make benchmark-registry                    1,000 and 10,000 spaces on SQLite; 100,000 too on PostgreSQL
    make benchmark-registry ARGS=1000000       other sizes; SQLite leaves out those beyond 10,000
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from urllib.parse import urlencode

DATA = tempfile.TemporaryDirectory(prefix="colabora-benchmark-")
os.environ.update(DJANGO_SETTINGS_MODULE="colabora.settings", SECRET_KEY="benchmark", SECURE_SSL_REDIRECT="0")
os.environ.update(DATA_DIR=DATA.name, DEBUG="0")

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings

from colabora.pages.synonyms import load_synonyms
from spaces.filters import SpaceFilter
from spaces.models import Space
from spaces.samples import PREFIX
from spaces.snapshot import Snapshot
from spaces.towns import find_towns

from .plain_sql import Question, around, detail

REQUESTS = 18
BIGGEST_ON_SQLITE = 10_000
LANGUAGES = ("en", "de", "fr", "es", "ca", "lv")
COUNTRIES = ("LV", "IE", "GB", "DE", "FR", "ES")
OPERATIONS = ("open", "planned", "closed")
TOWNS = (
    "Guéret", "Letterkenny", "Barry", "Cardiff", "Leipzig", "Grimma", "Falset", "Tarragona", "Riga", "Ogre", "Limoges",
    "Sligo", "Wurzen", "Tortosa", "Montluçon", "Swansea", "Zaragoza", "Freiburg",
)  # fmt: skip


@dataclass(frozen=True)
class Measured:
    """A kind of request: its addresses, each with the same work in plain SQL, and the parameters it needs."""

    name: str
    requests: list[tuple[str, Callable]]
    needs: tuple[str, ...] = ()


def listed(questions: list[Question], places: list[str] = (), **more) -> list[tuple[str, Callable]]:
    """Requests for the list; `places` are the names by which visitors ask for the points of the questions."""
    requests = []
    for number, question in enumerate(questions):
        asked = {**question.chosen, **({"q": question.words} if question.words else {}), **more}
        if places:
            asked["near"] = places[number]
        if question.page > 1:
            asked["page"] = question.page
        language = LANGUAGES[number % len(LANGUAGES)]
        requests.append((f"/{language}/spaces/?{urlencode(asked)}", question.list))
    return requests


def kinds(size: int) -> Iterator[Measured]:
    generated = Space.objects.filter(key__startswith=PREFIX)
    pairs = [{"country": country, "operation": operation} for country in COUNTRIES for operation in OPERATIONS]
    points = [(town.latitude, town.longitude) for town in (find_towns(name, 1)[0] for name in TOWNS)]
    names = list(dict.fromkeys(generated.exclude(place="").order_by("key").values_list("place", flat=True)[:40]))
    common = [Question(words="coworking", page=page) for page in range(1, REQUESTS + 1)]
    yield Measured("registry", listed([Question()] * REQUESTS))
    yield Measured("two facets", listed([Question(pair) for pair in pairs]))
    yield Measured("page 40 and on", listed([Question(page=page) for page in range(26, 26 + REQUESTS)][::-1]))
    yield Measured("search: rare word", listed([Question(words=word) for word in rare_words()]))
    yield Measured("search: town", listed([Question(words=name) for name in names[:REQUESTS]]))
    yield Measured("search: “coworking”", listed(common))
    yield Measured("search and a facet", listed([Question({"country": p["country"]}, "coworking") for p in pairs]))
    yield Measured("search and two facets", listed([Question(pair, "coworking") for pair in pairs]))
    near = [Question(near=point) for point in points]
    yield Measured("near a town", listed(near, TOWNS), ("near",))
    within = [replace(question, kilometres=50, box=around(*question.near, 0.8, 0.45)) for question in near]
    yield Measured("within 50 km of a town", listed(within, TOWNS, within=50), ("near", "within"))
    yield Measured("map of a result", [(f"/en/spaces/map/?{urlencode(pair)}", Question(pair).map) for pair in pairs])
    yield Measured("clusters of everything", boxes([(-12 - n / 100, 35, 30, 60) for n in range(REQUESTS)], 4))
    yield Measured("clusters of a box", boxes([around(*point, 3, 2) for point in points], 8))
    step = max(1, size // REQUESTS)
    slugs = [f"{PREFIX}{1 + number * step:06}" for number in range(REQUESTS)]
    yield Measured(
        "a space", [(f"/en/spaces/{slug}/", lambda cursor, slug=slug: detail(cursor, slug)) for slug in slugs]
    )


def boxes(views, zoom: int) -> list[tuple[str, Callable]]:
    requests = []
    for view in views:
        asked = urlencode({"view": ",".join(f"{degrees:g}" for degrees in view), "zoom": zoom})
        question = Question(box=view)
        requests.append((f"/en/spaces/map/?{asked}", lambda cursor, q=question: q.clusters(cursor, zoom)))
    return requests


def rare_words() -> list[str]:
    """Words that stand in the title of a single real space, and in no generated one."""
    words, synonyms = [], load_synonyms()
    for title in Space.objects.exclude(key__startswith=PREFIX).order_by("slug").values_list("search_title", flat=True):
        for word in title.split():
            if len(word) > 6 and word not in synonyms and Space.objects.filter(search_text__contains=word).count() < 4:
                words.append(word)
                break
    return words[:REQUESTS]


class Stopwatch:
    """How long the database took, as an execute wrapper."""

    seconds = 0.0
    queries = 0

    def __call__(self, execute, sql, params, many, context):
        start = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.seconds += time.perf_counter() - start
            self.queries += 1


@dataclass(frozen=True)
class Result:
    """Medians, in milliseconds; what keeps a kind of request from being measured, if anything does."""

    page: float = 0
    database: float = 0
    plain: float = 0
    queries: int = 0
    note: str = ""


def measure(client, kind: Measured) -> Result:
    if unknown := set(kind.needs) - set(SpaceFilter.base_filters):
        return Result(note=f"left out: the registry does not know {', '.join(sorted(unknown))}")
    pages, database, plain, queries = [], [], [], []
    for number, (address, work) in enumerate([kind.requests[-1], *kind.requests]):
        watch = Stopwatch()
        start = time.perf_counter()
        with connection.execute_wrapper(watch):
            status = client.get(address).status_code
        page = time.perf_counter() - start
        if status == 404:
            return Result(note=f"left out: {address} answers 404")
        if status != 200:
            raise RuntimeError(f"{address} answers {status}")
        start = time.perf_counter()
        with connection.cursor() as cursor:
            work(cursor)
        if number:  # the first one loads templates
            pages.append(page)
            database.append(watch.seconds)
            plain.append(time.perf_counter() - start)
            queries.append(watch.queries)
    return Result(*(1000 * statistics.median(times) for times in (pages, database, plain)), max(queries))


def write(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def head() -> str:
    return (
        f"{f'median of {REQUESTS} requests':26}{'page':>10}{'of it SQL':>11}{'queries':>9}{'plain SQL':>11}{'ratio':>8}"
    )


def line(name: str, r: Result) -> str:
    if r.note:
        return f"{name:26}{r.note}"
    times = f"{r.page:7.1f} ms{r.database:8.1f} ms{r.queries:9}{r.plain:8.1f} ms"
    return f"{name:26}{times}{r.page / r.plain:8.1f}"


def growth(before: dict[str, Result], after: dict[str, Result], sizes: tuple[int, int]) -> None:
    write(f"\nGrowth from {sizes[0]:,} to {sizes[1]:,} spaces")
    write(f"{'':26}{'page':>8}{'plain SQL':>11}")
    for name, later in after.items():
        earlier = before.get(name, later)
        if earlier.page and later.page:
            write(f"{name:26}{later.page / earlier.page:8.1f}{later.plain / earlier.plain:11.1f}")


def main(sizes: list[int]) -> None:
    is_sqlite = connection.vendor == "sqlite"
    call_command("compile_messages")
    call_command("migrate", verbosity=0)
    call_command("seed", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    results = {}
    for size in sorted(sizes):
        if is_sqlite and size > BIGGEST_ON_SQLITE:
            write(f"\n{size:,} spaces are left out on SQLite.")
            continue
        start = time.perf_counter()
        call_command("generate_spaces", size, verbosity=0)
        made = time.perf_counter() - start
        with connection.cursor() as cursor:  # as autovacuum does in time
            cursor.execute("ANALYZE" if is_sqlite else "VACUUM ANALYZE")
        write(f"\n{size:,} spaces on {connection.display_name} (generated in {made:.0f} s)")
        with override_settings(ALLOWED_HOSTS=["*"], PAGE_CACHE=False):
            client = Client()
            results[size] = {}
            start = time.perf_counter()
            Snapshot()
            write(f"The snapshot takes {1000 * (time.perf_counter() - start):.0f} ms.")
            write(head())
            for kind in kinds(size):
                results[size][kind.name] = measure(client, kind)
                write(line(kind.name, results[size][kind.name]))
    for before, after in pairwise(list(results)):
        growth(results[before], results[after], (before, after))


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [1000, BIGGEST_ON_SQLITE])
