"""Links to other websites: collected, checked politely and safely, listed to whoever may mend them."""

import re
import socket
import ssl
import threading
import time
from contextlib import suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings as site_settings
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import given, settings
from hypothesis import strategies as st

from colabora.management.commands.check_links import Command
from colabora.outlinks.checking import NetworkDownError, check, mark_sources
from colabora.outlinks.collect import addresses_of, collect, links_in, outside
from colabora.outlinks.fetch import Fetcher, OutOfTimeError, is_public
from colabora.outlinks.models import LinkPlace, OutsideLink, State
from colabora.outlinks.views import broken_for
from colabora.pages.models import Page, Publicity
from colabora.sources.models import Citation, Source
from spaces.models import Network, SpaceFact
from tests.factories.partners import LocalActionGroupFactory, UserFactory
from tests.factories.sources import SourceFactory
from tests.factories.spaces import SpaceFactory, StageObservationFactory
from tests.factories.workpackages import DocumentFactory, EventFactory, TakeawayFactory

HERE = "127.0.0.5"  # the one loopback address that these tests declare public; the others stay private
FAR = time.monotonic() + 10_000
SECRET = "Geheimnisbach"


# A web of our own


class Site:
    """Answers as told: path → (status, headers, body), or a function of the handler. Notes who asked what."""

    def __init__(self, address, port=0, secure=None):
        self.routes, self.asked = {}, []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                site.asked.append((self.command, self.headers["Host"].split(":")[0], self.path, self.headers))
                route = site.routes.get(self.path, (404, {}, b""))
                if callable(route):
                    route(self)
                    return
                status, headers, body = route
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                if self.command == "GET":
                    self.wfile.write(body)

            do_HEAD = do_GET  # noqa: N815

            def log_message(self, *args):
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request, client_address):
                pass  # guests that hang up are what some tests are about

        self.server = Server((address, port), Handler)
        if secure:
            self.server.socket = secure.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @property
    def paths(self):
        return [(method, path) for method, _host, path, _headers in self.asked if path != "/robots.txt"]

    def page(self, path, status=200, body=b"", **headers):
        self.routes[path] = (status, {name.replace("_", "-"): value for name, value in headers.items()}, body)
        return self.url(path)

    def url(self, path, host="site.example"):
        return f"http://{host}:{self.port}{path}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def site():
    site = Site(HERE)
    yield site
    site.close()


@pytest.fixture
def trap(site):
    """Our own house at the same port: nobody may be led here."""
    trap = Site("127.0.0.1", site.port)
    yield trap
    trap.close()


def find(host, port):
    if host.endswith(".example"):
        return [HERE]
    if host.endswith(".invalid"):
        raise socket.gaierror(socket.EAI_NONAME, "unknown")
    return [address[0] for _family, *_kind, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def fetcher_for(port, **options):
    defaults = {"seconds": 5, "pause": 0, "find": find, "is_allowed": lambda ip: ip == HERE or is_public(ip)}
    return Fetcher(ports=(80, 443, port), **(defaults | options))


@pytest.fixture
def fetcher(site):
    return fetcher_for(site.port)


# What an answer means


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (200, State.FOUND), (204, State.FOUND), (404, State.NOT_FOUND), (410, State.GONE), (401, State.REFUSED),
        (403, State.REFUSED), (405, State.REFUSED), (429, State.REFUSED), (451, State.REFUSED),
        (500, State.SERVER_ERROR), (503, State.SERVER_ERROR),
    ],
)  # fmt: skip
def test_each_status_means_something_to_an_editor(site, fetcher, status, state):
    answer = fetcher.check(site.page("/page", status), FAR)

    assert (answer.state, answer.status_code) == (state, status)


def test_a_permanent_redirect_tells_the_new_address(site, fetcher):
    site.page("/c", 200)
    site.page("/b", 308, Location="/c")

    answer = fetcher.check(site.page("/a", 301, Location=site.url("/b")), FAR)

    assert (answer.state, answer.final_url) == (State.MOVED, site.url("/c"))


def test_a_passing_redirect_is_no_move(site, fetcher):
    site.page("/c", 200)
    site.page("/b", 302, Location="/c")

    answer = fetcher.check(site.page("/a", 301, Location="/b"), FAR)

    assert (answer.state, answer.final_url) == (State.FOUND, "")


def test_what_is_not_found_after_a_redirect_is_not_found(site, fetcher):
    assert fetcher.check(site.page("/a", 301, Location="/nowhere"), FAR).state == State.NOT_FOUND


def test_a_circle_ends(site, fetcher):
    site.page("/b", 301, Location="/a")
    endless = {f"/{n}": site.page(f"/{n}", 301, Location=f"/{n + 1}") for n in range(20)}

    assert fetcher.check(site.page("/a", 301, Location="/b"), FAR).state == State.CIRCLE
    assert fetcher.check(endless["/0"], FAR).state == State.CIRCLE
    assert ("HEAD", "/5") in site.paths
    assert ("HEAD", "/6") not in site.paths


@pytest.mark.parametrize("status", [403, 404, 405, 501])
def test_what_head_is_refused_may_be_had_by_get(site, fetcher, status):
    def answer(handler):
        handler.send_response(status if handler.command == "HEAD" else 200)
        handler.end_headers()

    site.routes["/page"] = answer

    assert fetcher.check(site.url("/page"), FAR).state == State.FOUND
    assert site.paths == [("HEAD", "/page"), ("GET", "/page")]


def test_a_server_that_hangs_up_on_head_is_asked_by_get(site, fetcher):
    def answer(handler):
        if handler.command == "HEAD":
            handler.connection.shutdown(socket.SHUT_RDWR)
            handler.close_connection = True
        else:
            handler.send_response(200)
            handler.end_headers()

    site.routes["/page"] = answer

    assert fetcher.check(site.url("/page"), FAR).state == State.FOUND


def test_an_unknown_name_and_a_closed_port(site, fetcher):
    closed = site.port
    site.close()

    assert fetcher.check("http://nowhere.invalid/", FAR).state == State.NO_NAME
    assert fetcher.check(f"http://site.example:{closed}/", FAR).state == State.NO_ANSWER


def test_an_address_with_signs_of_all_kinds_is_asked_as_browsers_do(site, fetcher):
    site.page("/caf%C3%A9%20a?q=%C4%81&b=1%2B", 200)

    assert fetcher.check(site.url("/café a?q=ā&b=1%2B#part"), FAR).state == State.FOUND


def test_it_says_who_asks_and_carries_nothing_else(site, fetcher):
    site.page("/page", 200, Set_Cookie="a=b")
    fetcher.check(site.url("/page"), FAR)
    fetcher.check(site.url("/page"), FAR)

    headers = site.asked[-1][3]

    assert site_settings.SITE_URL in headers["User-Agent"]
    assert {name.lower() for name in headers} == {"host", "user-agent", "accept", "accept-encoding", "connection"}


# What must not happen


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1",
        "0.0.0.0",  # noqa: S104
        "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "fec0::1", "ff0e::1", "::ffff:8.8.8.8",
        "::ffff:127.0.0.1", "::7f00:1", "64:ff9b::808:808", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::1",
        "2002:808:808::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1", "192.0.2.1", "198.18.0.1",
    ],
)  # fmt: skip
def test_an_address_that_is_private_or_in_disguise_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2a00:1450:4001:81b::200e"])
def test_an_ordinary_address_is_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::1]", "[::ffff:127.0.0.1]", "localhost"]
)
def test_nobody_is_led_into_our_own_house(site, trap, fetcher, host):
    straight = f"http://{host}:{site.port}/secret"
    redirect = site.page("/innocent", 302, Location=straight)

    assert fetcher.check(straight, FAR).state == State.PRIVATE
    assert fetcher.check(redirect, FAR).state == State.PRIVATE
    assert trap.asked == []


def test_nobody_is_led_to_the_provider_of_the_server(site, fetcher):
    redirect = site.page("/innocent", 302, Location="http://169.254.169.254/latest/meta-data/")

    assert fetcher.check(redirect, FAR).state == State.PRIVATE


def test_a_name_with_one_private_address_among_public_ones_is_refused(site, trap):
    fetcher = fetcher_for(site.port, find=lambda host, port: [HERE, "127.0.0.1"])

    assert fetcher.check(site.page("/page"), FAR).state == State.PRIVATE
    assert site.asked == trap.asked == []


def test_a_name_that_changes_its_address_leads_nowhere(site, trap):
    """DNS rebinding: each question resolves once, and the connection goes where that answer said."""
    answers = [[HERE], ["127.0.0.1"], ["127.0.0.1"]]
    fetcher = fetcher_for(site.port, find=lambda host, port: answers.pop(0))

    assert fetcher.check(site.page("/page"), FAR).state == State.PRIVATE
    assert [path for _method, _host, path, _headers in site.asked] == ["/robots.txt"]
    assert trap.asked == []
    assert len(answers) == 1


def test_the_name_is_looked_up_once_for_each_question(site):
    looked_up = []

    def count(host, port):
        looked_up.append(host)
        return [HERE]

    fetcher_for(site.port, find=count).check(site.page("/page"), FAR)

    assert len(looked_up) == len(site.asked) == 2
    assert {host for _method, host, _path, _headers in site.asked} == {"site.example"}


@pytest.mark.parametrize(
    "url",
    [
        "http://user:password@site.example/", "http://user@site.example/", "http://@site.example/", "http://:80/",
        "http://site.example:22/", "http://site.example:99999/", "ftp://site.example/", "file:///etc/passwd",
        "http://[::1/", "http://" + "a" * 300 + ".example/", "javascript:alert(1)", "",
    ],
)  # fmt: skip
def test_an_unusual_address_is_not_asked(site, fetcher, url):
    assert fetcher.check(url, FAR).state == State.UNUSUAL
    assert fetcher.check(site.page("/innocent", 302, Location=url or "ftp://x/"), FAR).state == State.UNUSUAL


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(["http://", "https://", "[", "]", ":", "@", "/", "?", "%", "#", "\\", "."])
        | st.text(max_size=6)
    )
)
def test_no_address_stops_the_run(parts):
    def nowhere(host, port):
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    answer = Fetcher(find=nowhere, pause=0).check("http://" + "".join(parts), FAR)

    assert answer.state in (State.UNUSUAL, State.NO_NAME)


def test_the_proxies_of_the_environment_are_ignored(site, fetcher, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")

    assert fetcher.check(site.page("/page"), FAR).state == State.FOUND


@pytest.mark.parametrize("part", [b"H", b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 100 Continue\r\n\r\n"])
def test_a_server_that_drips_is_left(site, part):
    def drip(handler):
        for _time in range(200):
            handler.wfile.write(part)
            time.sleep(0.05)

    site.routes["/slow"] = drip
    began = time.monotonic()

    assert fetcher_for(site.port, seconds=0.4).check(site.url("/slow"), FAR).state == State.NO_ANSWER
    assert time.monotonic() - began < 3


def test_a_server_that_never_ends_its_handshake_is_left():
    with socket.create_server((HERE, 0)) as silent:
        port = silent.getsockname()[1]
        began = time.monotonic()

        answer = fetcher_for(port, seconds=0.4).check(f"https://site.example:{port}/", FAR)

    assert answer.state == State.NO_ANSWER
    assert time.monotonic() - began < 3


def test_a_giant_page_is_not_read(site, fetcher):
    sent = []

    def giant(handler):
        handler.send_response(405 if handler.command == "HEAD" else 200)
        handler.end_headers()
        if handler.command == "GET":
            with suppress(OSError):
                for _time in range(2000):
                    handler.wfile.write(b"x" * 100_000)
                    sent.append(1)

    site.routes["/giant"] = giant

    assert fetcher.check(site.url("/giant"), FAR).state == State.FOUND
    assert len(sent) < 200


def test_a_giant_robots_txt_is_read_in_part(site, fetcher):
    site.page("/robots.txt", 200, b"#" * 600_000 + b"\nUser-agent: *\nDisallow: /\n")

    assert fetcher.check(site.page("/page"), FAR).state == State.FOUND


def test_a_certificate_is_checked_for_the_name(tmp_path):
    names = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(Path(__file__).with_name("selfsigned.pem"))
    context.sni_callback = lambda connection, name, _context: names.append(name)
    site = Site(HERE, secure=context)

    answer = fetcher_for(site.port).check(f"https://site.example:{site.port}/", FAR)

    site.close()
    assert answer.state == State.CERTIFICATE
    assert names == ["site.example"]
    assert site.asked == []


# Manners


def test_robots_txt_is_heeded_and_read_once(site, fetcher):
    site.page("/robots.txt", 200, b"User-agent: *\nDisallow: /private/\n")
    site.page("/public", 200)

    assert fetcher.check(site.url("/private/page"), FAR).state == State.ROBOTS
    assert fetcher.check(site.url("/public"), FAR).state == State.FOUND
    assert [path for _method, _host, path, _headers in site.asked] == ["/robots.txt", "/public"]


def test_robots_txt_is_heeded_behind_a_redirect(site, fetcher):
    site.page("/robots.txt", 200, b"User-agent: CoLabora-LinkCheck\nDisallow: /private/\n")

    assert fetcher.check(site.page("/a", 302, Location="/private/page"), FAR).state == State.ROBOTS
    assert site.paths == [("HEAD", "/a")]


@pytest.mark.parametrize(("status", "state"), [(403, State.FOUND), (404, State.FOUND), (503, State.SERVER_ERROR)])
def test_without_robots_txt_all_is_open_but_not_while_it_fails(site, fetcher, status, state):
    site.page("/robots.txt", status)

    assert fetcher.check(site.page("/page"), FAR).state == state


def test_a_host_is_asked_with_pauses(site):
    fetcher = fetcher_for(site.port, pause=0.2)
    began = time.monotonic()

    fetcher.check(site.page("/a", 301, Location="/b"), FAR)  # robots.txt, /a, /b by HEAD, /b by GET

    assert len(site.asked) == 4
    assert time.monotonic() - began >= 0.6


def test_the_end_of_the_run_is_kept(site):
    fetcher = fetcher_for(site.port, pause=60)

    with pytest.raises(OutOfTimeError):
        fetcher.check(site.page("/page"), time.monotonic() + 0.5)


# A round


def links(*urls):
    return list(OutsideLink.objects.add(urls).values())


def a_day_passes():
    for link in OutsideLink.objects.exclude(checked_at=None):
        link.checked_at -= timedelta(hours=25)
        link.failing_since = link.failing_since and link.failing_since - timedelta(hours=25)
        link.save()


def test_broken_is_what_failed_on_two_days(db, site):
    good, [link] = site.page("/good"), links(site.url("/lost"))
    for _again in range(2):
        check([link, *links(good)], fetcher_for(site.port), 60, print)
    assert not OutsideLink.objects.broken().exists()
    assert link.times_failed == 2

    a_day_passes()
    check(OutsideLink.objects.filter(pk=link.pk), fetcher_for(site.port), 60, print)
    assert [broken.url for broken in OutsideLink.objects.broken()] == [link.url]

    site.page("/lost", 200)
    check(OutsideLink.objects.filter(pk=link.pk), fetcher_for(site.port), 60, print)
    link.refresh_from_db()
    assert (link.state, link.failing_since, link.times_failed) == (State.FOUND, None, 0)


@pytest.mark.parametrize("status", [401, 403, 405, 429, 500, 503])
def test_what_could_not_be_checked_is_never_broken(db, site, status):
    [link] = links(site.page("/page", status))
    for _day in range(3):
        assert check(OutsideLink.objects.filter(pk=link.pk), fetcher_for(site.port), 60, print).total() == 1
        a_day_passes()

    assert not OutsideLink.objects.broken().exists()
    assert OutsideLink.objects.with_group().get().group == "unclear"


def test_a_host_that_asks_for_patience_gets_it(db, site):
    first, second, other = links(
        site.page("/1", 429, Retry_After="7200"), site.page("/2", 200), f"http://other.example:{site.port}/1"
    )

    check([first, second, other], fetcher_for(site.port), 60, print)

    assert ("HEAD", "/2") not in site.paths
    assert set(OutsideLink.objects.due(timedelta(0), timezone.now() + timedelta(hours=1))) == set()
    due = OutsideLink.objects.due(timedelta(0), timezone.now() + timedelta(hours=3))
    assert {link.url for link in due} == {first.url, second.url, other.url}


def test_a_round_ends_in_time_and_the_next_goes_on(db, site):
    rows = links(*(site.page(f"/{number}") for number in range(4)))

    check(rows, fetcher_for(site.port, pause=0.2), 0.7, print)
    left = OutsideLink.objects.due(timedelta(days=7), timezone.now())
    assert 0 < len(left) < 4

    check(left, fetcher_for(site.port), 60, print)
    assert set(OutsideLink.objects.values_list("state", flat=True)) == {State.FOUND}


def test_hosts_take_turns(db, site):
    rows = links(*(f"http://{host}.example:{site.port}/{number}" for host in "ab" for number in range(2)))

    check(sorted(rows, key=lambda link: link.url), fetcher_for(site.port), 60, print)

    asked = [host for method, host, path, _headers in site.asked if method == "HEAD"]
    assert asked == ["a.example", "b.example", "a.example", "b.example"]


def test_a_network_that_is_down_breaks_no_link(db, site):
    site.close()
    rows = links(*(f"http://host{number}.invalid/" for number in range(12)), site.url("/known"))
    known = OutsideLink.objects.get(url=site.url("/known"))
    known.record(State.FOUND, timezone.now(), 200)

    with pytest.raises(NetworkDownError):
        check([link for link in rows if link.pk != known.pk], fetcher_for(site.port, seconds=1), 60, print)

    assert OutsideLink.objects.exclude(pk=known.pk).filter(state=State.NEW, checked_at=None).count() == 12


def test_many_dead_links_are_not_taken_for_a_dead_network(db, site):
    rows = links(*(f"http://host{number}.invalid/" for number in range(12)))
    known = links(site.page("/known"))[0]
    known.record(State.FOUND, timezone.now(), 200)

    check(rows, fetcher_for(site.port), 60, print)

    assert OutsideLink.objects.filter(state=State.NO_NAME, times_failed=1).count() == 12


def test_the_oldest_check_comes_first_and_what_fails_comes_back_soon(db):
    now = timezone.now()
    rows = {name: links(f"https://{name}.example/")[0] for name in ("new", "fresh", "old", "failing", "long_dead")}
    rows["fresh"].record(State.FOUND, now - timedelta(days=2), 200)
    rows["old"].record(State.FOUND, now - timedelta(days=8), 200)
    rows["failing"].record(State.NOT_FOUND, now - timedelta(days=2), 404)
    rows["long_dead"].record(State.NOT_FOUND, now - timedelta(days=40), 404)
    rows["long_dead"].record(State.NOT_FOUND, now - timedelta(days=2), 404)

    assert list(OutsideLink.objects.due(timedelta(days=7), now)) == [rows["new"], rows["old"], rows["failing"]]


# The command


@pytest.fixture
def run(site, monkeypatch, capsys):
    monkeypatch.setattr(
        Command, "fetcher", staticmethod(lambda seconds: fetcher_for(site.port, seconds=min(seconds, 5)))
    )

    def run(*arguments):
        call_command("check_links", *arguments)
        return capsys.readouterr().out

    return run


def test_the_command_reports_and_has_nothing_to_do_the_second_time(db, site, run):
    SpaceFactory(website=site.page("/here"))
    SpaceFactory(website=site.url("/lost"))

    told = run()
    assert f"not found (404) (first time): {site.url('/lost')}" in told
    assert "2 of 2 due addresses checked; 2 addresses in the content, 0 of them broken." in told
    asked = len(site.asked)

    assert "0 of 0 due" in run()
    assert len(site.asked) == asked


def test_the_command_keeps_to_its_limit_and_resumes(db, site, run):
    for number in range(3):
        SpaceFactory(website=site.page(f"/{number}"))

    run("--limit", "2")
    assert OutsideLink.objects.filter(state=State.FOUND).count() == 2
    run("--limit", "2")
    assert OutsideLink.objects.filter(state=State.FOUND).count() == 3


def test_the_command_asks_one_address_again(db, site, run):
    SpaceFactory(website=site.page("/here"))
    run()

    assert "1 of 1" in run("--url", site.url("/here"))
    with pytest.raises(CommandError):
        run("--url", "https://elsewhere.example/")


def test_the_command_fails_without_a_network(db, site, run):
    SpaceFactory(website="http://nowhere.invalid/")

    with pytest.raises(CommandError, match="network"):
        run()

    assert OutsideLink.objects.get().state == State.NEW


# Collecting


def test_every_kind_of_place_is_found(db):
    lag = LocalActionGroupFactory(website="https://lag.example/", description_lv="Skat. [te](https://lag-lv.example/).")
    space = SpaceFactory(lag=lag, website="https://space.example/", description_en="<https://space-text.example/>")
    event = EventFactory(
        host=lag, website="https://event.example/", programme_de="[x](https://programme.example/)",
        outcome_fr="[x][1]\n\n[1]: https://outcome.example/",
    )  # fmt: skip
    document = DocumentFactory(lag=lag, url="https://work.example/", doi="10.3390/land10030326")
    network = Network.objects.create(slug="n", name="N", website="https://network.example/")
    publicity = Publicity.objects.create(fund="F", period="P", statement_en="S", link="https://fund.example/")
    page = Page.objects.create(
        slug="imprint", title_en="T",
        body_en="[a](https://page.example/?a=1&b=2#part) [own](/en/) [mail](mailto:a@b.example) `https://code.example/`"
        f" [own]({site_settings.SITE_URL}/en/)",
    )  # fmt: skip

    collect()

    found = {}
    for place in LinkPlace.objects.select_related("link", "content_type"):
        found.setdefault(place.content_type.get_object_for_this_type(pk=place.object_id), set()).add(place.link.url)
    assert found == {
        lag: {"https://lag.example/", "https://lag-lv.example/"},
        space: {"https://space.example/", "https://space-text.example/"},
        event: {"https://event.example/", "https://programme.example/", "https://outcome.example/"},
        document: {"https://work.example/", "https://doi.org/10.3390/land10030326"},
        network: {"https://network.example/"},
        publicity: {"https://fund.example/"},
        page: {"https://page.example/?a=1&b=2"},
    }


def test_a_source_stands_where_records_rest_on_it(db):
    source = SourceFactory(url="https://paper.example/a")
    observation = StageObservationFactory(source=source)
    SpaceFact.objects.create(space=observation.space, kind="opened", date="2019", source=source)
    takeaway = TakeawayFactory(source=source)
    page = Page.objects.create(slug="imprint", title_en="T", body_en="[a](https://paper.example/a#b)")
    Citation.objects.create(cited_by=takeaway.event, source=source)

    collect()

    link = OutsideLink.objects.get()
    places = {
        place.content_type.get_object_for_this_type(pk=place.object_id): place.source_pk
        for place in link.places.select_related("content_type")
    }
    assert places == {
        source: None, page: None, observation.space: source.pk, takeaway: source.pk, takeaway.event: source.pk,
    }  # fmt: skip


def test_collecting_again_keeps_what_is_known_and_drops_what_is_gone(db):
    stays, goes = SpaceFactory(website="https://a.example/"), SpaceFactory(website="https://b.example/")
    collect()
    OutsideLink.objects.get(url="https://a.example/").record(State.FOUND, timezone.now(), 200)
    before = list(LinkPlace.objects.filter(object_id=stays.pk).values_list())
    type(goes).objects.filter(pk=goes.pk).update(website="")

    collect()

    assert [(link.url, link.state) for link in OutsideLink.objects.all()] == [("https://a.example/", State.FOUND)]
    assert list(LinkPlace.objects.values_list()) == before


def test_a_very_long_address_has_its_row(db):
    long = "https://x.example/" + "ā" * 4000
    Page.objects.create(slug="imprint", title_en="T", body_en=f"[a]({long}) [b]({long}b)")

    assert collect() == 2
    assert collect() == 2


def test_all_fields_of_prose_are_read():
    shown = set()
    for path in (site_settings.BASE_DIR / "templates").rglob("*.html"):
        shown |= set(re.findall(r'\{% prose \w+ "(\w+)"', path.read_text()))

    assert shown == {name for model in apps.get_models() for name in getattr(model, "markdown_fields", ())}


MARKS = ["[a](", "https://x.example/", ")", "<", ">", "[", "]", "[[", "]]", "&amp;", "\n", "\n\n", "|", "`", "*", "# ",
         "- ", "1. ", "> ", "![", "](javascript:x)", "[1]: https://y.example/\n", "<a href='https://z.example/'>",
         "<!--", "<![", "</", "http://[", "\\", "    "]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(MARKS) | st.text(max_size=8), max_size=25).map("".join))
def test_no_text_breaks_the_collecting(text):
    for url in links_in(text):
        assert outside(url) == "" or outside(url).startswith(("http://", "https://"))


@settings(max_examples=100, deadline=None)
@given(st.text("abcäā/%-.~?=&+,;:@!$", max_size=40))
def test_a_link_of_a_text_is_found_as_written(path):
    url = f"https://x.example/{path}"

    assert links_in(f"See [this]({url}).") == [url]


# The page of the back office


def sign_in(user):
    client = Client()
    client.force_login(user)
    return client


def broken(link):
    link.record(State.NOT_FOUND, timezone.now() - timedelta(days=2), 404)
    link.record(State.NOT_FOUND, timezone.now(), 404)


def break_all():
    collect()
    for link in OutsideLink.objects.all():
        broken(link)


@pytest.fixture
def world(db):
    """Two groups: each with a draft space, an event and a source of its own; one page of the project."""
    made = {}
    for side, name in (("mine", "Eigenbach"), ("theirs", SECRET)):
        lag = LocalActionGroupFactory(short_name=f"{name} LAG", website=f"https://{name}.example/lag")
        space = SpaceFactory(lag=lag, name=f"{name} Raum", website=f"https://{name}.example/space")
        event = EventFactory(host=lag, title_en=f"{name} meeting", website="https://shared.example/")
        source = SourceFactory(title_en=f"Paper of {side}", url=f"https://paper.example/{name}")
        StageObservationFactory(space=space, source=source)
        made[side] = {"lag": lag, "space": space, "event": event, "source": source}
    Page.objects.create(slug="imprint", title_en="Imprint page", body_en="[a](https://only-the-project.example/)")
    break_all()
    return made


ADDRESS = "/admin/outside-links/"


def test_the_page_has_its_address():
    assert reverse("admin:outside_links") == ADDRESS


def test_staff_see_the_links_of_their_own_records_and_nothing_of_others(world):
    staff = UserFactory(staff_of=world["mine"]["lag"])

    html = sign_in(staff).get(ADDRESS).content.decode()

    for path in ("https://Eigenbach.example/lag", "https://Eigenbach.example/space", "https://shared.example/"):
        assert f'href="{path}"' in html
    assert "https://paper.example/Eigenbach" in html
    assert f"/admin/spaces/space/{world['mine']['space'].pk}/change/" in html
    assert SECRET not in html
    assert "only-the-project" not in html
    assert f"/admin/sources/source/{world['mine']['source'].pk}/" not in html  # named, but not theirs to edit
    assert "Paper of mine" in html
    assert broken_for(staff) == 3


def test_the_coordinator_sees_all(world):
    coordinator = UserFactory(coordinator=True)

    html = sign_in(coordinator).get(ADDRESS).content.decode()

    assert f"https://{SECRET}.example/space" in html
    assert "https://only-the-project.example/" in html
    assert f"/admin/sources/source/{world['mine']['source'].pk}/change/" in html
    assert broken_for(coordinator) == OutsideLink.objects.count() == 8


@pytest.mark.parametrize("state", ["", "broken", "found", "all", "<script>"])
def test_nobody_else_sees_anything(world, state):
    for user in (UserFactory(translator=True), UserFactory(is_staff=True)):
        answer = sign_in(user).get(ADDRESS, {"state": state})
        assert answer.status_code in (302, 404)
        assert SECRET not in answer.content.decode()
        assert broken_for(user) == 0
    assert Client().get(ADDRESS).status_code == 302


def test_a_filter_shows_one_kind(world):
    [found] = OutsideLink.objects.filter(url="https://shared.example/")
    found.record(State.FOUND, timezone.now(), 200)
    client = sign_in(UserFactory(coordinator=True))

    def shown(state):
        return {link.url for link in client.get(ADDRESS, {"state": state}).context["page"].object_list}

    assert shown("found") == {"https://shared.example/"}
    assert (
        shown("")
        == shown("broken")
        == shown("nonsense")
        == set(OutsideLink.objects.exclude(pk=found.pk).values_list("url", flat=True))
    )


def test_the_most_urgent_stand_first(world):
    urls = list(OutsideLink.objects.order_by("pk"))
    urls[0].record(State.REFUSED, timezone.now(), 403)
    urls[1].record(State.MOVED, timezone.now(), 200, "https://new.example/")

    answer = sign_in(UserFactory(coordinator=True)).get(ADDRESS)

    groups = [link.group for link in answer.context["page"].object_list]
    assert groups == ["broken"] * 6 + ["moved", "unclear"]
    assert 'href="https://new.example/"' in answer.content.decode()


def one_more(lag):
    source = SourceFactory()
    space = SpaceFactory(lag=lag, website=f"https://x.example/{source.pk}")
    StageObservationFactory(space=space, source=source)
    takeaway = TakeawayFactory(lag=lag, source=source)
    Citation.objects.create(cited_by=EventFactory(host=lag), source=source)
    DocumentFactory(lag=lag, url=f"https://y.example/{takeaway.pk}")


@pytest.mark.parametrize(("role", "queries"), [("staff", 15), ("coordinator", 17)])
def test_the_page_asks_as_much_for_one_as_for_many(db, django_assert_num_queries, role, queries):
    lag = LocalActionGroupFactory()
    user = UserFactory(staff_of=lag) if role == "staff" else UserFactory(coordinator=True)
    client = sign_in(user)
    one_more(lag)
    break_all()
    client.get(ADDRESS)

    for _more in range(2):
        with django_assert_num_queries(queries):
            client.get(ADDRESS)
        with django_assert_num_queries(1):
            assert broken_for(user) > 0
        one_more(lag)
        one_more(lag)
        break_all()


def test_the_list_has_pages(db):
    Page.objects.create(
        slug="imprint", title_en="T", body_en=" ".join(f"[a](https://x.example/{number})" for number in range(51))
    )
    break_all()
    client = sign_in(UserFactory(coordinator=True))

    assert len(client.get(ADDRESS).context["page"].object_list) == 50
    assert len(client.get(ADDRESS, {"page": "2"}).context["page"].object_list) == 1
    assert len(client.get(ADDRESS, {"page": "x"}).context["page"].object_list) == 50


def test_what_an_editor_mends_leaves_the_list_at_once(world):
    staff = UserFactory(staff_of=world["mine"]["lag"])
    space = world["mine"]["space"]
    space.website = "https://new.example/"
    space.save()
    assert broken_for(staff) == 2

    world["mine"]["source"].url = ""
    world["mine"]["source"].save()
    assert broken_for(staff) == 2

    world["mine"]["event"].delete()
    assert broken_for(staff) == 1


def test_an_address_is_escaped(db):
    Page.objects.create(slug="imprint", title_en="<b>T", body_en='[a](<https://x.example/"onclick="a>)')
    break_all()

    html = sign_in(UserFactory(coordinator=True)).get(ADDRESS).content.decode()

    assert '"onclick' not in html
    assert "<b>T" not in html


# What visitors see


@pytest.mark.django_db(transaction=True)
def test_a_source_that_is_gone_stays_cited_and_comes_back(settings):
    settings.PAGE_CACHE = True
    cache.clear()
    source = SourceFactory(title_en="A lost paper", url="https://paper.example/lost")
    address = StageObservationFactory(source=source, space=SpaceFactory(published=True)).space.get_absolute_url()
    assert 'href="https://paper.example/lost"' in Client().get(address).content.decode()

    break_all()
    mark_sources()
    html = Client().get(address).content.decode()
    assert 'href="https://paper.example/lost"' not in html
    assert "https://paper.example/lost; no longer found there when checked on" in html
    assert "A lost paper" in html

    OutsideLink.objects.get().record(State.FOUND, timezone.now(), 200)
    mark_sources()
    html = Client().get(address).content.decode()
    assert 'href="https://paper.example/lost"' in html
    assert "no longer found" not in html
    cache.clear()


def test_the_day_is_told_in_the_readers_way(db):
    source = SourceFactory()
    address = StageObservationFactory(source=source, space=SpaceFactory(published=True)).space.get_absolute_url()
    Source.objects.update(gone_on="2026-03-07")

    assert "7 March 2026" in Client().get(address).content.decode()
    with translation.override("de"):
        assert "7. März 2026" in Client().get(address.replace("/en/", "/de/")).content.decode()


def test_a_new_address_starts_afresh(db):
    source = SourceFactory(url="https://paper.example/lost")
    Source.objects.update(gone_on="2026-03-07")
    source.refresh_from_db()

    source.save()
    assert Source.objects.get().gone_on is not None
    source.url = "https://paper.example/new"
    source.save(update_fields=["url"])
    assert Source.objects.get().gone_on is None


def test_marking_twice_changes_nothing(db, django_assert_num_queries):
    SourceFactory()
    break_all()
    mark_sources()

    with django_assert_num_queries(2):
        mark_sources()


def test_the_seed_neither_forgets_what_is_gone_nor_takes_it_for_an_editors_change(db, capsys):
    call_command("seed", verbosity=0)
    Source.objects.update(gone_on="2026-03-07")
    capsys.readouterr()

    call_command("seed")

    assert not {"created", "updated", "kept", "deleted"} & set(capsys.readouterr().out.split())
    assert not Source.objects.filter(gone_on=None).exists()


def test_a_records_addresses_need_no_database():
    assert addresses_of(Network(website="https://n.example/#x")) == {"https://n.example/"}
