from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from colabora.outlinks.checking import NetworkDownError, check, mark_sources
from colabora.outlinks.collect import collect, outside
from colabora.outlinks.fetch import Fetcher
from colabora.outlinks.models import FAILURES, OutsideLink, State

RUN_SECONDS = 600


class Command(BaseCommand):
    help = (
        "Asks the websites that the content links to whether they are still there, and keeps the answers for the "
        "page “Links to other websites” of the back office. Broken links are no error of the command."
    )
    fetcher = Fetcher

    def add_arguments(self, parser):
        parser.add_argument("--limit", type=int, default=200, help="addresses in this run at most (200)")
        parser.add_argument("--older-than", type=int, default=7, help="days since the last check (7)")
        parser.add_argument("--timeout", type=float, default=10, help="seconds for one answer (10)")
        parser.add_argument("--url", action="append", help="only this address, however recently checked; repeatable")

    def handle(self, *args, limit, older_than, timeout, url, **options):
        if limit < 0 or older_than < 0 or timeout <= 0:
            raise CommandError("--limit and --older-than are at least 0, --timeout is more than 0.")
        total = collect()
        self.is_quiet = options["verbosity"] == 0
        if url:
            links = OutsideLink.objects.filter(url__in=map(outside, url))
            if missing := {*map(outside, url)} - {link.url for link in links}:
                raise CommandError(f"In no record of the content: {', '.join(sorted(missing))}")
        else:
            links = OutsideLink.objects.due(timedelta(days=older_than), timezone.now())[:limit]
        try:
            counts = check(links, self.fetcher(seconds=timeout), RUN_SECONDS, self.tell)
        except NetworkDownError as error:
            raise CommandError(
                "Hardly any website could be reached: the network of this server seems to be down. Nothing was noted "
                "as failed; these addresses are due again in the next run."
            ) from error
        finally:
            mark_sources()
        for state, count in sorted(counts.items()):
            self.say(f"{count:6} {State(state).label}")
        self.say(
            f"{sum(counts.values())} of {len(links)} due addresses checked; "
            f"{total} addresses in the content, {OutsideLink.objects.broken().count()} of them broken."
        )

    def tell(self, link):
        if link.state == State.FOUND:
            return
        moved = f" → {link.final_url}" if link.final_url else ""
        first = " (first time)" if link.state in FAILURES and link.times_failed == 1 else ""
        self.say(f"{link.get_state_display()}{first}: {link.url}{moved}")

    def say(self, line):
        if not self.is_quiet:
            self.stdout.write(line)
