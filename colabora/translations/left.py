"""How much is up to date and how much is left, in texts and words: for translators and for the coordinator."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from colabora.languages import current_language, language_name

from .catalog import Slice, groups, hangs_on, packages, rows_of, translated_models
from .states import LEFT, MISSING, NEEDS_REVIEW, OUTDATED, STATE_NAMES, UP_TO_DATE, Text, digest, texts, words_in


@dataclass
class Amount:
    """Texts and words of their sources, by state; the words that are missing a second time count as repeated."""

    texts: dict[str, int] = field(default_factory=lambda: dict.fromkeys((*LEFT, UP_TO_DATE), 0))
    words: dict[str, int] = field(default_factory=lambda: dict.fromkeys((*LEFT, UP_TO_DATE), 0))
    repeated: int = 0

    def add(self, text: Text, *, repeats: bool = False) -> None:
        self.texts[text.state] += 1
        if repeats and text.state == MISSING:
            self.repeated += words_in(text.source)
        else:
            self.words[text.state] += words_in(text.source)

    @property
    def all_texts(self) -> int:
        return sum(self.texts.values())

    @property
    def left(self) -> int:
        return self.all_texts - self.up_to_date

    @property
    def new(self) -> int:
        return self.words[MISSING]

    @property
    def changed(self) -> int:
        return self.words[OUTDATED]

    @property
    def to_check(self) -> int:
        return self.words[NEEDS_REVIEW]

    @property
    def words_left(self) -> int:
        return self.new + self.changed + self.to_check + self.repeated

    @property
    def up_to_date(self) -> int:
        return self.texts[UP_TO_DATE]

    @property
    def percent(self) -> int:
        """Rounded down: only what is complete is 100."""
        return self.up_to_date * 100 // self.all_texts if self.all_texts else 100


@dataclass
class Line:
    """What is left of a kind of record, of a group or of a work package, and where to find it."""

    name: str
    address: str
    amount: Amount = field(default_factory=Amount)


@dataclass
class Left:
    """All that is left in one language, seen from four sides."""

    language: str
    total: Amount = field(default_factory=Amount)
    kinds: list[Line] = field(default_factory=list)
    groups: list[Line] = field(default_factory=list)
    packages: list[Line] = field(default_factory=list)
    found: list[Text] = field(default_factory=list)  # of the slice that was asked for

    @property
    def name(self) -> str:
        return capfirst(language_name(self.language, current_language()))


def queue_address(chosen: Slice) -> str:
    query = {"model": chosen.model, "lag": chosen.lag, "package": chosen.package}
    if len(chosen.states) == 1:
        query["state"] = chosen.states[0]
    query = {name: value for name, value in query.items() if value}
    return reverse("translate:queue", args=[chosen.language], query=query or None)


def amounts(user, languages: Iterable[str]) -> dict[str, Amount]:
    """The whole of each language; two queries for each model."""
    found, seen = {code: Amount() for code in languages}, set()
    for model in translated_models():
        for text in texts(rows_of(model, user), list(found)):
            found[text.language].add(text, repeats=is_repeated(text, seen))
    return found


def is_repeated(text: Text, seen: set) -> bool:
    """Whether the same words were met before in the same language."""
    key = (text.language, digest(text.source))
    if text.state != MISSING:
        return False
    if key in seen:
        return True
    seen.add(key)
    return False


def left_in(chosen: Slice, user) -> Left:
    """By kind, group and work package, and the texts of a slice; at most four queries for each model."""
    language = chosen.language
    here, seen, wanted = Left(language), set(), set(chosen.models())
    kinds: dict[type, Line] = {}
    lags = {lag.pk: Line(lag.short_name, queue_address(Slice(language, lag=lag.pk))) for lag in groups(user)}
    parcels = {
        package.pk: Line(f"{package.number}. {package.title}", queue_address(Slice(language, package=package.pk)))
        for package in packages(user)
    }
    for model in translated_models():
        record = hangs_on(model)[1]
        name = capfirst(str(record._meta.verbose_name_plural))
        line = kinds.setdefault(record, Line(name, queue_address(Slice(language, model=record._meta.label_lower))))
        rows = rows_of(model, user)
        found = list(texts(rows, [language]))
        whose = owners(rows, model.owner_path) if found else {}
        part_of = owners(rows, getattr(model, "package_path", "")) if found else {}
        for text in found:
            repeats = is_repeated(text, seen)
            of_lags, of_packages = whose.get(text.pk, set()), part_of.get(text.pk, set())
            for amount in (
                here.total, line.amount, *(lags[pk].amount for pk in of_lags if pk in lags),
                *(parcels[pk].amount for pk in of_packages if pk in parcels),
            ):  # fmt: skip
                amount.add(text, repeats=repeats)
            is_asked_for = chosen.lag in {None, *of_lags} and chosen.package in {None, *of_packages}
            if model in wanted and text.state in chosen.states and is_asked_for:
                here.found.append(text)
    here.kinds = [line for line in kinds.values() if line.amount.all_texts]
    here.groups = [line for line in lags.values() if line.amount.all_texts]
    here.packages = [line for line in parcels.values() if line.amount.all_texts]
    return here


def owners(rows, path: str) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    if path == "pk":
        return {pk: {pk} for pk in rows.values_list("pk", flat=True)}
    for pk, owner in rows.order_by().values_list("pk", path) if path else ():
        found.setdefault(pk, set()).add(owner)
    return found


# The coordinator's view


@dataclass
class Cell:
    language: str
    amount: Amount
    address: str

    @property
    def is_complete(self) -> bool:
        return not self.amount.left

    @property
    def left(self) -> list[tuple[str, int, str]]:
        """Each state of what is left, with its number of texts and the way to them."""
        sign = "&" if "?" in self.address else "?"
        return [
            (STATE_NAMES[state], count, f"{self.address}{sign}state={state}")
            for state in LEFT
            if (count := self.amount.texts[state])
        ]


@dataclass
class Row:
    name: str
    model: str
    cells: list[Cell]


def matrix(user, languages: Iterable[str], **narrowed) -> list[Row]:
    """Kinds of records by language; two queries for each model."""
    rows: dict[type, Row] = {}
    for model in translated_models():
        record = hangs_on(model)[1]
        if record not in rows:
            label = record._meta.label_lower
            cells = [Cell(code, Amount(), queue_address(Slice(code, model=label, **narrowed))) for code in languages]
            rows[record] = Row(capfirst(str(record._meta.verbose_name_plural)), label, cells)
        by_language = {cell.language: cell.amount for cell in rows[record].cells}
        for text in texts(rows_of(model, user, **narrowed), list(by_language)):
            by_language[text.language].add(text)
    return [row for row in rows.values() if any(cell.amount.all_texts for cell in row.cells)]


def totals(rows: list[Row], languages: Iterable[str]) -> Row:
    """The last line of a matrix."""
    cells = []
    for number, code in enumerate(languages):
        total = Amount()
        for row in rows:
            amount = row.cells[number].amount
            for kind in total.texts:
                total.texts[kind] += amount.texts[kind]
                total.words[kind] += amount.words[kind]
        cells.append(Cell(code, total, reverse("translate:queue", args=[code])))
    return Row(_("All content"), "", cells)
