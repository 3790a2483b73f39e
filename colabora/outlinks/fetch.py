"""Asks one address of the web whether something is there, as a guest who must not be led into our own house.

An editor may write any address, and any server may redirect to any other. So a name is resolved once, all its addresses
must be public, and the connection goes to one of exactly these (no second look-up that could answer otherwise); each
redirect is such a question anew. Nothing of the environment's proxies, no cookies, no credentials, no body of a page.
"""

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from threading import Timer
from urllib.parse import quote, urldefrag, urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from django.conf import settings
from django.utils import timezone

from .models import State

NAME = "CoLabora-LinkCheck"
MAX_REDIRECTS = 5
MAX_ROBOTS_BYTES = 500 * 1024  # RFC 9309, 2.5
PERMANENT = (301, 308)
REDIRECTS = (*PERMANENT, 302, 303, 307)
ADDRESSES_TRIED = 3
UNQUOTED = "/%:@!$&'()*+,;=~"  # RFC 3986, 3.3; what is quoted already stays so
AN_HOUR = 3600  # for a host that turns us away for asking too much without saying for how long
TLS = ssl.create_default_context()
HEADERS = {"User-Agent": f"{NAME}/1.0 (+{settings.SITE_URL}/)", "Accept": "*/*", "Connection": "close"}


class OutOfTimeError(Exception):
    """The run has ended: nothing was learnt about this address."""


class NotAskedError(Exception):
    """No answer was to be had, and why."""

    def __init__(self, state: State):
        self.state = state


class HungUpError(NotAskedError):
    """The server closed the connection without a word, as some do when asked by HEAD."""


@dataclass
class Answer:
    state: State
    status_code: int | None = None
    final_url: str = ""
    retry_after: float = 0  # seconds, as the server asked for


@dataclass
class Target:
    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"


@dataclass
class Response:
    status: int
    location: str
    retry_after: float
    body: bytes


def is_public(address: str) -> bool:
    """Whether an IP address is one machine on the internet, and not another address in disguise.

    Reserved covers IPv4-mapped, IPv4-compatible and NAT64 addresses (all within ::/8), which Python calls global.
    """
    ip = ipaddress.ip_address(address)
    is_in_disguise = ip.version == 6 and (ip.sixtofour or ip.teredo or ip.is_site_local)
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or is_in_disguise)


def resolve(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_kind, address in found))


class Connection(http.client.HTTPConnection):
    """Goes to vetted IP addresses; the name serves for the certificate and the Host header alone."""

    def __init__(self, target: Target, addresses: list[str], seconds: float):
        super().__init__(target.host, target.port, timeout=seconds)
        self.default_port = 443 if target.scheme == "https" else 80  # left out of the Host header
        self.is_secure = target.scheme == "https"
        self.addresses = addresses
        self.is_cut = False

    def connect(self):
        for number, address in enumerate(self.addresses, 1):
            try:
                self.sock = socket.create_connection((address, self.port), self.timeout)
                break
            except OSError:
                if self.is_cut or number == len(self.addresses):
                    raise
        if self.is_secure:
            self.sock = TLS.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
        if self.is_cut:  # while there was nothing to cut yet
            raise TimeoutError
        if self.is_secure:
            self.sock.do_handshake()

    def cut(self):
        """From another thread: a server that sends a byte now and then would keep a mere timeout waiting for ever."""
        self.is_cut = True
        if self.sock is not None:
            with suppress(OSError):
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


class Fetcher:
    """Asks addresses, one at a time, with a pause between two questions to the same host. Remembers robots.txt.

    `seconds`: how long one answer may take. The other arguments are for tests.
    """

    def __init__(
        self,
        seconds: float = 10,
        pause: float = 1,
        is_allowed: Callable[[str], bool] = is_public,
        find: Callable[[str, int], list[str]] = resolve,
        ports: tuple[int, ...] = (80, 443),
    ):
        self.seconds, self.pause = seconds, pause
        self.is_allowed, self.find, self.ports = is_allowed, find, ports
        self.asked_at: dict[str, float] = {}
        self.robots: dict[str, RobotFileParser | Answer] = {}

    def check(self, url: str, deadline: float) -> Answer:
        """What is at an address. `deadline` is a time.monotonic(); raises OutOfTimeError if it comes first."""
        try:
            return self._check(url, deadline)
        except NotAskedError as error:
            return Answer(error.state)

    def _check(self, url, deadline) -> Answer:
        passed, is_moved = {url}, True
        while True:
            target = self._target(url)
            rules = self._rules(target, deadline)
            if isinstance(rules, Answer):
                return rules
            if not rules.can_fetch(NAME, target.origin + target.path):
                return Answer(State.ROBOTS)
            response = self._look(target, deadline)
            if not response.location:
                answer = judge(response)
                if answer.state == State.FOUND and is_moved and len(passed) > 1:
                    answer.state, answer.final_url = State.MOVED, url
                return answer
            is_moved = is_moved and response.status in PERMANENT
            url = follow(url, response.location)
            if url in passed or len(passed) > MAX_REDIRECTS:
                return Answer(State.CIRCLE, response.status)
            passed.add(url)

    def _target(self, url) -> Target:
        try:
            parts = urlsplit(url)
            port = parts.port or (443 if parts.scheme == "https" else 80)
            host = (parts.hostname or "").encode("idna").decode()
            path = quote(parts.path or "/", safe=UNQUOTED)
            query = quote(parts.query, safe=UNQUOTED + "?")
        except ValueError as error:  # UnicodeError too
            raise NotAskedError(State.UNUSUAL) from error
        is_usual = parts.scheme in ("http", "https") and host and "@" not in parts.netloc and port in self.ports
        if not is_usual:
            raise NotAskedError(State.UNUSUAL)
        return Target(parts.scheme, host, port, f"{path}?{query}" if query else path)

    def _look(self, target, deadline) -> Response:
        """By HEAD; what says no to that may say yes to GET, as browsers ask. The page itself is not read."""
        try:
            response = self._ask("HEAD", target, deadline)
        except HungUpError:
            response = None
        if response is None or (response.status >= 400 and response.status not in (401, 429)):
            response = self._ask("GET", target, deadline)
        return response

    def _rules(self, target, deadline) -> RobotFileParser | Answer:
        """What robots.txt allows (RFC 9309); or the answer for a host that does not even give that."""
        if target.origin not in self.robots:
            try:
                self.robots[target.origin] = self._read_rules(target, deadline)
            except NotAskedError as error:
                self.robots[target.origin] = Answer(error.state)
        return self.robots[target.origin]

    def _read_rules(self, target, deadline) -> RobotFileParser | Answer:
        rules, url = RobotFileParser(), target.origin + "/robots.txt"
        response = self._ask("GET", self._target(url), deadline, MAX_ROBOTS_BYTES)
        for _redirect in range(MAX_REDIRECTS):
            if not response.location:
                break
            url = follow(url, response.location)
            try:
                response = self._ask("GET", self._target(url), deadline, MAX_ROBOTS_BYTES)
            except NotAskedError:  # as if there were none
                rules.allow_all = True
                return rules
        if response.status == 429 or response.status >= 500:
            return judge(response)
        if response.status == 200:
            rules.parse(response.body.decode("utf-8-sig", "replace").splitlines())
        else:
            rules.allow_all = True
        return rules

    def _ask(self, method, target, deadline, wanted=0) -> Response:
        """One request and the head of its answer, with at most `wanted` bytes of the body."""
        self._wait(target.host, deadline)
        until = time.monotonic() + min(self.seconds, deadline - time.monotonic())
        addresses = self._vetted(target)
        connection = Connection(target, addresses, max(0.1, until - time.monotonic()))
        watch = Timer(connection.timeout, connection.cut)
        watch.daemon = True
        watch.start()
        try:
            connection.request(method, target.path, headers=HEADERS)
            answer = connection.getresponse()
            body = answer.read(wanted) if wanted else b""
            if connection.is_cut:  # what came until then may look like an answer
                raise TimeoutError
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise self._trouble(error, connection, deadline) from error
        finally:
            watch.cancel()
            connection.close()
            self.asked_at[target.host] = time.monotonic()
        location = answer.headers.get("Location", "") if answer.status in REDIRECTS else ""
        return Response(answer.status, location, seconds_asked_for(answer.headers.get("Retry-After", "")), body)

    def _trouble(self, error, connection, deadline) -> Exception:
        if time.monotonic() >= deadline:
            return OutOfTimeError()
        if isinstance(error, ssl.SSLError) and not connection.is_cut and not isinstance(error, TimeoutError):
            return NotAskedError(State.CERTIFICATE)
        if isinstance(error, ConnectionResetError) and not connection.is_cut:  # RemoteDisconnected is one
            return HungUpError(State.NO_ANSWER)
        return NotAskedError(State.NO_ANSWER)

    def _vetted(self, target) -> list[str]:
        try:
            addresses = self.find(target.host, target.port)
        except (OSError, UnicodeError) as error:
            is_unknown = isinstance(error, socket.gaierror) and error.errno != socket.EAI_AGAIN
            raise NotAskedError(State.NO_NAME if is_unknown else State.NO_ANSWER) from error
        if not addresses or not all(map(self.is_allowed, addresses)):
            raise NotAskedError(State.PRIVATE)
        return addresses[:ADDRESSES_TRIED]

    def _wait(self, host, deadline) -> None:
        ready = self.asked_at.get(host, 0) + self.pause if host in self.asked_at else 0
        if max(ready, time.monotonic()) >= deadline:
            raise OutOfTimeError
        time.sleep(max(0, ready - time.monotonic()))


def follow(url: str, location: str) -> str:
    """Where a redirect leads. Headers come as Latin-1; addresses in them are often UTF-8."""
    location = location.encode("latin-1", "replace").decode("utf-8", "replace")
    try:
        return urldefrag(urljoin(url, location.strip())).url
    except ValueError as error:
        raise NotAskedError(State.UNUSUAL) from error


def judge(response: Response) -> Answer:
    """What an answer that leads nowhere else means for a reader of the link."""
    status = response.status
    if status in (404, 410):
        return Answer(State.NOT_FOUND if status == 404 else State.GONE, status)
    if 200 <= status < 300:
        return Answer(State.FOUND, status)
    if status == 429:
        return Answer(State.REFUSED, status, retry_after=response.retry_after or AN_HOUR)
    if status >= 500:
        return Answer(State.SERVER_ERROR, status, retry_after=response.retry_after if status == 503 else 0)
    return Answer(State.REFUSED, status)


def seconds_asked_for(header: str) -> float:
    """Retry-After: seconds or a date (RFC 9110, 10.2.3); at most 30 days."""
    if header.strip().isascii() and header.strip().isdigit():
        seconds = float(header.strip()[:9])
    else:
        try:
            moment = parsedate_to_datetime(header)
            seconds = (moment - timezone.now()).total_seconds() if moment.tzinfo else 0
        except (TypeError, ValueError):
            seconds = 0
    return min(max(seconds, 0), 30 * 86400)
