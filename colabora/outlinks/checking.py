"""One round of checks: which links, in what order, and what is kept of the answers."""

import heapq
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import timedelta
from urllib.parse import urlsplit

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils import timezone

from colabora.sources.models import Source

from .fetch import Answer, Fetcher, OutOfTimeError
from .models import UNREACHABLE, LinkPlace, OutsideLink, State

# More than this share of the hosts without an answer: then it is rather our own network.
SUSPICIOUS_SHARE = 0.8
CONTROLS = 3


class NetworkDownError(Exception):
    """Hardly any host could be reached, nor those that were there the last time."""


def host_of(link: OutsideLink) -> str:
    try:
        return urlsplit(link.url).hostname or ""
    except ValueError:
        return ""


def check(links: Iterable[OutsideLink], fetcher: Fetcher, seconds: float, tell: Callable) -> Counter:
    """Asks all the links, host after host in turn, as far as the seconds last; keeps and counts the answers.

    Failures that may be our own network's are held back to the end. Raises NetworkDownError instead of keeping them.
    """
    deadline = time.monotonic() + seconds
    queues: dict[str, deque] = {}
    for link in links:
        queues.setdefault(host_of(link), deque()).append(link)
    turns = [(0.0, number, host) for number, host in enumerate(queues)]
    counts: Counter = Counter()
    held: list[tuple[OutsideLink, Answer]] = []
    is_reached: dict[str, bool] = {}
    while turns:
        ready, number, host = heapq.heappop(turns)
        if ready >= deadline:
            break
        time.sleep(max(0, ready - time.monotonic()))
        link = queues[host].popleft()
        try:
            answer = fetcher.check(link.url, deadline)
        except OutOfTimeError:
            break
        is_failure = answer.state in UNREACHABLE
        is_reached[host] = is_reached.get(host, False) or not is_failure
        if is_failure:
            held.append((link, answer))
        else:
            keep(link, answer, counts, tell)
        if answer.retry_after:
            put_off([link, *queues[host]], answer.retry_after)
        elif queues[host]:
            heapq.heappush(turns, (time.monotonic() + fetcher.pause, number, host))
    if is_network_down(is_reached, fetcher):
        raise NetworkDownError
    for link, answer in held:
        keep(link, answer, counts, tell)
    return counts


def keep(link: OutsideLink, answer: Answer, counts: Counter, tell: Callable) -> None:
    link.record(answer.state, timezone.now(), answer.status_code, answer.final_url)
    counts[answer.state] += 1
    tell(link)


def put_off(links: list[OutsideLink], seconds: float) -> None:
    """The host asks for patience: none of its links is asked again before, in this run or the next."""
    later = timezone.now() + timedelta(seconds=seconds)
    OutsideLink.objects.filter(pk__in=[link.pk for link in links]).update(ask_after=later)


def is_network_down(is_reached: dict[str, bool], fetcher: Fetcher) -> bool:
    """Asked after a round in which nearly nobody answered: do hosts that were found the last time?"""
    unreached = sum(not reached for reached in is_reached.values())
    if unreached <= SUSPICIOUS_SHARE * len(is_reached):
        return False
    good = OutsideLink.objects.filter(state__in=(State.FOUND, State.MOVED)).order_by("-checked_at")
    controls = {host_of(link): link for link in good[:500] if host_of(link) not in is_reached}
    for link in list(controls.values())[:CONTROLS]:
        with suppress(OutOfTimeError):
            if fetcher.check(link.url, time.monotonic() + 3 * fetcher.seconds).state not in UNREACHABLE:
                return False
    return True


def mark_sources() -> None:
    """Says on each source whether its address is gone: the public pages read that without a further query.

    For all of them each time, so that it comes right by whatever path a source or a link was changed.
    """
    kind = ContentType.objects.get_for_model(Source)
    places = LinkPlace.objects.filter(content_type=kind, source_pk=None, link__in=OutsideLink.objects.broken())
    gone = {pk: timezone.localdate(moment) for pk, moment in places.values_list("object_id", "link__checked_at")}
    for source in Source.objects.filter(Q(gone_on__isnull=False) | Q(pk__in=gone)):
        if source.gone_on != gone.get(source.pk):
            source.gone_on = gone.get(source.pk)
            source.save(update_fields=["gone_on"])  # not update(): the save makes kept pages new
