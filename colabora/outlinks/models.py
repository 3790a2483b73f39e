"""The addresses of other websites that the content links to, the records in which they stand, and what is there."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from colabora.languages import choices_constraint

# A link is broken once two checks at least so far apart have failed: a server may be away for a night.
CONFIRMED_AFTER = timedelta(hours=24)


class State(models.TextChoices):
    """What the last check of an address found."""

    NEW = "new", _("not checked yet")
    FOUND = "found", _("found")
    MOVED = "moved", _("moved permanently")
    NOT_FOUND = "not-found", _("not found (404)")
    GONE = "gone", _("removed for good (410)")
    NO_ANSWER = "no-answer", _("the server does not answer")
    NO_NAME = "no-name", _("there is no website of this name")
    CERTIFICATE = "certificate", _("no secure connection: the certificate is not valid")
    REFUSED = "refused", _("the server turns away programs; please look yourself")
    SERVER_ERROR = "server-error", _("the server reports an error of its own")
    CIRCLE = "circle", _("leads from address to address without an end")
    ROBOTS = "robots", _("not checked: the website asks programs to stay away")
    PRIVATE = "private", _("not checked: a private address")
    UNUSUAL = "unusual", _("not checked: an unusual address")


FAILURES = (State.NOT_FOUND, State.GONE, State.NO_ANSWER, State.NO_NAME)
# These two may also be the fault of our own network.
UNREACHABLE = (State.NO_ANSWER, State.NO_NAME)


class Group(models.TextChoices):
    """What an editor has to do about a link, the most urgent first."""

    # Translators: of links: they lead nowhere
    BROKEN = "broken", _("Broken")
    MOVED = "moved", _("Moved")
    UNCLEAR = "unclear", _("Could not be checked")
    ONCE = "once", _("Failed once, to be checked again")
    # Translators: of links: the page is there
    FOUND = "found", _("Found")
    NEW = "new", _("Not checked yet")


BROKEN = Q(state__in=FAILURES, checked_at__gte=F("failing_since") + CONFIRMED_AFTER)
GROUPS = {
    Group.BROKEN: BROKEN,
    Group.ONCE: Q(state__in=FAILURES),
    Group.MOVED: Q(state=State.MOVED),
    Group.FOUND: Q(state=State.FOUND),
    Group.NEW: Q(state=State.NEW),
}


def digest_of(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()


class OutsideLinkQuerySet(models.QuerySet):
    def broken(self):
        return self.filter(BROKEN)

    def with_group(self):
        """Each with its `group`, the most urgent first."""
        in_group = Case(
            *(When(condition, Value(group.value)) for group, condition in GROUPS.items()),
            default=Value(Group.UNCLEAR.value),
            output_field=models.CharField(),
        )
        order = Case(*(When(group=group.value, then=Value(rank)) for rank, group in enumerate(Group)))
        return self.annotate(group=in_group).order_by(order, "pk")

    def due(self, older_than: timedelta, now: datetime):
        """The oldest check first. What fails is looked at again after a day, to be sure, during its first month."""
        is_old = Q(checked_at=None) | Q(checked_at__lte=now - older_than)
        is_failing = Q(failing_since__gte=now - timedelta(days=30), checked_at__lte=now - CONFIRMED_AFTER)
        may_be_asked = Q(ask_after=None) | Q(ask_after__lte=now)
        return self.filter(is_old | is_failing, may_be_asked).order_by(F("checked_at").asc(nulls_first=True), "pk")

    def add(self, urls: Iterable[str]) -> dict[str, "OutsideLink"]:
        """The rows of these addresses, made where they are missing."""
        digests = {digest_of(url): url for url in urls}
        self.bulk_create(
            (self.model(url=url, digest=digest) for digest, url in digests.items()),
            ignore_conflicts=True, batch_size=500,
        )  # fmt: skip
        return {link.url: link for link in self.in_bulk(list(digests), field_name="digest").values()}


class OutsideLink(models.Model):
    """One address outside this portal, however many records name it."""

    # The address itself may be longer than what an index holds (PostgreSQL: 2,700 bytes).
    url = models.TextField(_("address"))
    digest = models.CharField(max_length=64, unique=True, editable=False)
    first_seen = models.DateTimeField(_("first seen"), auto_now_add=True)
    checked_at = models.DateTimeField(_("last checked"), null=True, blank=True)
    state = models.CharField(_("result"), max_length=20, choices=State, default=State.NEW)
    status_code = models.PositiveSmallIntegerField(_("answer of the server"), null=True, blank=True)  # HTTP
    final_url = models.TextField(_("where it leads now"), blank=True)
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True)
    times_failed = models.PositiveIntegerField(_("failed checks in a row"), default=0)
    ask_after = models.DateTimeField(null=True, blank=True)  # as the server itself asked for (Retry-After)

    objects = OutsideLinkQuerySet.as_manager()

    owner_path = ""

    class Meta:
        verbose_name = _("link to another website")
        verbose_name_plural = _("links to other websites")
        ordering = ["pk"]
        indexes = [models.Index(fields=["checked_at"])]
        constraints = [choices_constraint("state", State, "outsidelink_state_is_known")]

    def __str__(self):
        return self.url

    def record(self, state: str, now: datetime, status_code: int | None = None, final_url: str = "") -> None:
        """Keeps what a check found. Whatever is no failure ends a series of failures."""
        self.checked_at, self.state, self.status_code, self.final_url = now, state, status_code, final_url
        self.ask_after = None
        if state in FAILURES:
            self.failing_since = self.failing_since or now
            self.times_failed += 1
        else:
            self.failing_since, self.times_failed = None, 0
        self.save()


class LinkPlace(models.Model):
    """A record with a form of its own in which an address stands, in its own texts or in a source it rests on."""

    link = models.ForeignKey(OutsideLink, on_delete=models.CASCADE, related_name="places")
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    # Set where the record does not hold the address itself. No foreign key: to delete a source asks nobody about this.
    source_pk = models.PositiveBigIntegerField(null=True, blank=True)

    owner_path = ""

    class Meta:
        indexes = [models.Index(fields=["content_type", "object_id"])]
        constraints = [models.UniqueConstraint(fields=["link", "content_type", "object_id"], name="linkplace_once")]

    def __str__(self):
        return f"{self.content_type_id}/{self.object_id}"
