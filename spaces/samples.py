"""Made-up spaces for measuring, spread over the places of the gazetteer.

Number i is the same space however many there are: all that is drawn by lot comes from random.Random(i), and from the
partners, networks and amenities in the database.
"""

import datetime
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache, partial
from pathlib import Path
from random import Random

from django.conf import settings
from django.utils import translation
from modeltranslation.utils import get_translation_fields

from colabora.languages import column, country_names
from colabora.models import translated_fields
from colabora.sources.models import Confidence, Source
from colabora.text import fold
from partners.models import LocalActionGroup

from .geo import distance
from .models import (
    Amenity,
    CoordinatePrecision,
    Event,
    FormerUse,
    Network,
    OperatorKind,
    Relation,
    Space,
    StageObservation,
    place_size,
)
from .models.space import GENERATED, RANKS
from .stages import Operation, Stage, derive_stage
from .towns import Town, gazetteer, town_at, town_of

PREFIX = GENERATED
PUBLISHED_AT = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
MARKET_TOWNS = 400  # where every tenth space is
IN_THE_AREA, NEAR_THE_AREA, FAR = 40, 150, 400  # kilometres from the main place of a partner

# About as in the real registry, except for more that is closed.
OPERATIONS = {
    Operation.OPEN: 55, Operation.PLANNED: 20, Operation.UNKNOWN: 10, Operation.ENDED: 8, Operation.CLOSED: 7,
}  # fmt: skip
STAGES = {Stage.ESTABLISHED: 35, Stage.FEW_USERS: 20, "": 45}

LANGUAGES = {"DE": "de", "FR": "fr", "ES": "es", "GB": "en", "IE": "en", "LV": "lv"}
with Path(__file__).with_suffix(".toml").open("rb") as file:
    # By language; in each, of every row of summary sentences one is taken, in all languages the same.
    WORDS = tomllib.load(file)


@dataclass
class Sample:
    """One space and what hangs on it; nothing of it is saved."""

    space: Space
    observations: list[StageObservation]
    amenities: list[Amenity]


class Samples:
    """Makes spaces by number, with one look into the database for all of them."""

    def __init__(self, source: Source | None = None):
        self.source = source
        self.lags = list(LocalActionGroup.objects.order_by("slug"))
        self.networks = list(Network.objects.order_by("slug"))
        self.amenities = list(Amenity.objects.order_by("slug"))
        self.amenity_words = {
            row[0]: [name for name in row[1:] if name]
            for row in Amenity.objects.values_list("pk", *get_translation_fields("name"))
        }

    def sample(self, number: int) -> Sample:
        lot = Random(number)  # noqa: S311  no secret comes of it
        town = choose_town(lot)
        language = "ca" if town.region == "Catalunya" else LANGUAGES[town.country]
        words = WORDS[language]
        lag, relation = self.choose_lag(lot, town)
        operation = lot.choices(list(OPERATIONS), OPERATIONS.values())[0]
        is_beside = lot.random() < 0.1
        place = words["beside"].format(town.name) if is_beside else town.name
        others = [code for code in settings.LANGUAGE_CODES if code != language]
        languages = [language, *lot.sample(others, lot.randint(0, len(others)))]
        key = f"{PREFIX}{number:06}"
        space = Space(
            key=key,
            slug=key,
            name=lot.choice(words["names"]).format(place=place),
            name_language=language,
            source_language=language,
            lag=lag,
            relation=relation,
            network=lot.choice(self.networks) if self.networks and lot.random() < 0.15 else None,
            operator_kind=lot.choice(OperatorKind.values) if lot.random() < 0.85 else "",
            former_use=lot.choice(FormerUse.values) if lot.random() < 0.35 else "",
            place=place,
            country=town.country,
            operation=operation,
            welcomes_visitors=lot.random() < 0.1,
            published_at=PUBLISHED_AT,
            version=1,
            **(position_of(town, is_beside) if lot.random() >= 0.08 else {}),
            **(
                untranslated(Space)
                | {column("region", language): town.region or None}
                | write_summary(lot, languages, place)
            ),
        )
        observations = self.observe(lot, space, languages)
        amenities = lot.sample(self.amenities, min(len(self.amenities), lot.randint(0, 4)))
        derive(space, observations, partial(self.search_words, space, amenities))
        return Sample(space, observations, amenities)

    def choose_lag(self, lot: Random, town: Town) -> tuple[LocalActionGroup, str]:
        reach = [
            (distance(town.latitude, town.longitude, float(lag.latitude), lag.longitude), lag)
            for lag in self.lags
            if lag.latitude is not None
        ]
        away, nearest = min(reach, key=lambda pair: pair[0], default=(FAR, None))
        if away >= FAR:
            return lot.choice(self.lags), Relation.FURTHER
        if away >= NEAR_THE_AREA:
            return nearest, Relation.FURTHER
        return nearest, Relation.IN_AREA if away < IN_THE_AREA and lot.random() < 0.3 else Relation.NEARBY

    def observe(self, lot: Random, space: Space, languages: list[str]) -> list[StageObservation]:
        """One or two reports that bear out the operation of the space, which is given their date."""
        match space.operation:
            case Operation.OPEN:
                stage = lot.choices(list(STAGES), STAGES.values())[0]
                seen = [(Event.OPENED, ""), (Event.IN_USE, stage)]
            case Operation.PLANNED:
                seen = [(Event.PLANNED, Stage.IDEA), (Event.FUNDED, Stage.IDEA)]
            case Operation.ENDED:
                seen = [(Event.PLANNED, Stage.IDEA), (Event.POP_UP, "")]
            case Operation.CLOSED:
                seen = [(Event.IN_USE, Stage.FEW_USERS), (Event.CLOSED, "")]
            case _:
                seen = [(Event.MENTIONED, "")]
        dates = [choose_date(lot, 2012, 2019), choose_date(lot, 2020, 2025)][-len(seen) :]
        if lot.random() < 0.4:
            seen, dates = seen[-1:], dates[-1:]
        space.operation_as_of = dates[0] if lot.random() < 0.05 else dates[-1]
        if space.operation == Operation.CLOSED:
            space.closed = dates[-1]
        if space.operation == Operation.PLANNED:
            space.planned_for = str(int(dates[-1][:4]) + 2)
        if seen[0][0] == Event.OPENED:
            space.opened = dates[0]
        return [
            StageObservation(
                space=space,
                source=self.source,
                position=position,
                date=date,
                event=event,
                stage=stage,
                confidence=lot.choice(Confidence.values),
                **(untranslated(StageObservation) | write_report(event, languages)),
            )
            for position, ((event, stage), date) in enumerate(zip(seen, dates, strict=True), 1)
        ]

    def search_words(self, space: Space, amenities: list[Amenity]) -> list[str]:
        """As Space.extra_search_words() would find them, had the space its amenities in the database."""
        words = country_names(space.country)
        if space.network:
            words.append(space.network.name)
        for amenity in sorted(amenities, key=lambda amenity: (amenity.position, amenity.pk)):
            words += self.amenity_words[amenity.pk]
        return [*words, *former_use_words(space.former_use)]


@lru_cache
def untranslated(model) -> dict[str, None]:
    """Every language's column as none: modeltranslation takes long over those that it has to fill itself."""
    return dict.fromkeys(name for field in translated_fields(model) for name in get_translation_fields(field))


def choose_town(lot: Random) -> Town:
    """Small places above all, as they are the most; every tenth time one of some towns that have several spaces."""
    numbers = gazetteer().by_size[0]
    if lot.random() < 0.1:
        place = lot.randrange(MARKET_TOWNS) * (len(numbers) // MARKET_TOWNS)
    else:
        place = int(len(numbers) * lot.random() ** 0.5)
    return town_of(gazetteer().lines[numbers[place]])


def position_of(town: Town, is_beside: bool) -> dict:
    return {
        "latitude": Decimal(f"{town.latitude:.5f}"),
        "longitude": Decimal(f"{town.longitude:.5f}"),
        "coordinate_place": town.name,
        "coordinate_precision": CoordinatePrecision.NEARBY if is_beside else CoordinatePrecision.PLACE,
    }


def write_summary(lot: Random, languages: list[str], place: str) -> dict:
    chosen = [lot.randrange(len(row)) for row in WORDS["en"]["summary"]][: lot.randint(1, 3)]
    desks = lot.randint(2, 30)
    return {
        column("summary", code): " ".join(
            row[number] for row, number in zip(WORDS[code]["summary"], chosen, strict=False)
        ).format(place=place, desks=desks)
        for code in languages
    }


def write_report(event: str, languages: list[str]) -> dict:
    return {column("text", code): WORDS[code]["reports"][event] for code in languages}


def choose_date(lot: Random, first: int, last: int) -> str:
    """As exact as reports are: mostly a month, sometimes a day or only a year."""
    whole = f"{lot.randint(first, last)}-{lot.randint(1, 12):02}-{lot.randint(1, 28):02}"
    return whole[: lot.choices((7, 10, 4), (60, 30, 10))[0]]


@lru_cache(maxsize=100)
def former_use_words(use: str) -> list[str]:
    words = []
    if use and use != FormerUse.OTHER:
        for code in settings.LANGUAGE_CODES:
            with translation.override(code):
                words.append(str(FormerUse(use).label))
    return words


def derive(space: Space, observations: list[StageObservation], search_words) -> None:
    """Sets what Space.save() and Space.refresh_derived() would, without a query; a test holds one against the other."""
    space.extra_search_words = search_words
    space.search_text, space.search_title = space.build_search_text()
    del space.extra_search_words
    space.rank = RANKS[space.operation]
    space.sort_name = fold(space.name)[:200]
    space.stage = derive_stage(space.operation, [observation.stage for observation in observations])
    chosen = space.observation_of_the_state(observations)
    for observation in observations:
        observation.is_on_card = observation is chosen
    if space.coordinate_precision == CoordinatePrecision.PLACE:
        town = town_at(float(space.latitude), float(space.longitude))
        space.place_population = town.population or None if town else None
        space.place_size = place_size(space.place_population)
