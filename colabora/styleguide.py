"""Every part of the design in every state, from records that exist only here (English: a page for whoever builds)."""

from collections import Counter

from django.conf import settings
from django.core.paginator import Paginator
from django.http import QueryDict
from django.templatetags.static import static
from django.utils import timezone

from colabora.contrast import measured
from colabora.languages import column
from colabora.links import Link
from colabora.maps import Marker, locator
from colabora.pages.models import Term
from colabora.sources.display import group_facts, number_sources
from colabora.sources.models import Confidence, FactKind, Qualifier, Source, Unit
from partners.models import LocalActionGroup
from spaces.cases import Case, Step
from spaces.cases import Group as CaseGroup
from spaces.charts import by_area, by_group
from spaces.maps import Ways, areas
from spaces.models import Amenity, FormerUse, Relation, Space, SpaceFact, StageObservation
from spaces.models import Event as SpaceEvent
from spaces.progress import PHASES, Entry, Group, tally
from spaces.registry import Registry
from spaces.stages import Operation, Stage
from spaces.views import add_signs
from workpackages.exchange import Exchange
from workpackages.models import (
    Document,
    DocumentFile,
    Endorsement,
    Event,
    EventKind,
    GoodPractice,
    Takeaway,
    TargetGroup,
    WorkPackage,
)
from workpackages.views.workpackage import Part

COLOURS = [
    ("paper", "the page"),
    ("sheet", "bands, “ask first”, footer"),
    ("ink", "text, rules, frames"),
    ("quiet", "second voice"),
    ("control", "edges of fields"),
    ("accent", "links, buttons; open"),
    ("rape", "what is ours or chosen, under ink"),
    ("rape-pale", "notices and targets, under ink"),
    ("planned", "planned"),
    ("ended", "trial over, closed"),
    ("unknown", "not known"),
    ("water", "the map’s water"),
    ("partner", "the map’s partner countries"),
]
STEPS = [
    (5, "Where people work together"),
    (4, "Kopstrādes telpas laukos"),
    (3, "Arbeitspakete und Ergebnisse"),
    (2, "La Quincaillerie, Guéret"),
    (1, "In June 2020 its shared desks drew few people."),
    (0, "Zona Líquida, Riba-roja d’Ebre: vuit coworkers el 2016. Col·laboració, Größe, ŵ ŷ."),
    (-1, "Open, last report November 2024"),
]
STATES = [
    (Operation.PLANNED, Stage.IDEA),
    (Operation.OPEN, ""),
    (Operation.OPEN, Stage.FEW_USERS),
    (Operation.OPEN, Stage.ESTABLISHED),
    (Operation.ENDED, ""),
    (Operation.CLOSED, ""),
    (Operation.UNKNOWN, ""),
]


class SamplePicture:
    """A drawing of ours where a photo would be: the portal has none of its own."""

    width, height, srcset = 1200, 800, ""
    credit, licence = "nobody", ""

    def __init__(self, alt: str):
        self.small_url = static("img/sample.svg")
        for code in settings.LANGUAGE_CODES:
            setattr(self, column("alt", code), alt if code == "en" else "")


def sample_space(operation, stage="", **values) -> Space:
    defaults = {
        "name": "Sample space",
        "name_language": "en",
        "slug": "sample",
        "place": "Sampletown",
        "country": "IE",
        "operation": operation,
        "stage": stage,
        "operation_as_of": "" if operation == Operation.UNKNOWN else "2023-05",
        "relation": Relation.IN_AREA,
        "lag": LocalActionGroup(slug="sample", main_place="Sampletown"),
    }
    space = Space(**{"pk": 0} | defaults | values)
    space._prefetched_objects_cache = {"amenities": Amenity.objects.none(), "twins": Space.objects.none()}
    space.card_observations = [StageObservation(date="2023-05", text_en="One true, dated sentence about the space.")]
    return space


def sample_yields(sources) -> dict:
    """One event, good practice, document and takeaway each; none is in the database."""
    now = timezone.now()
    lags = [
        LocalActionGroup(
            pk=number, slug=slug, short_name=name, name_language="en", main_place="Sampletown", country="IE",
            latitude=latitude, longitude=longitude, published_at=now,
        )
        for number, (slug, name, latitude, longitude) in enumerate(
            [("sample", "Sample area", 54.95, -7.73), ("other", "Other area", 51.23, 12.72)], 1
        )
    ]  # fmt: skip
    package = WorkPackage(number=3, title_en="Added value", published_at=now)
    event = Event(
        slug="sample", title_en="A study visit", kind=EventKind.STUDY_VISIT, status="held", start="2019-11-12",
        end="2019-11-15", place="Sampletown", country="IE", is_project_event=True, host=lags[0],
        summary_en="The partners met and looked at two spaces.",
    )  # fmt: skip
    practice = GoodPractice(
        pk=0, slug="sample", title_en="A school becomes a coworking space", lag=lags[0], country="IE",
        former_use="school", place_population=800, started="2019", summary_en="The council opened it with four desks.",
    )  # fmt: skip
    practice._prefetched_objects_cache = {"endorsements": [Endorsement(work_package=package)]}
    document = Document(
        pk=0, slug="sample", title="Koprades telpas", title_language="lv", gloss_en="Coworking spaces", kind="report",
        relation="project-output", date="2019-11", languages=["lv"], publisher_en="Sample area",
        how_known="described", summary_en="A report of eight pages.", doi="10.1000/sample",
    )  # fmt: skip
    document._prefetched_objects_cache = {"files": [DocumentFile(language="lv", size=340_000)]}
    takeaway = Takeaway(
        event=event, lag=lags[1], learnt_from=lags[0], text_en="It saw how the desks were shared.",
        result_en="It opened a space of its own.", source=sources[0],
    )  # fmt: skip
    takeaway.source_number = 1
    link = Link(
        Event, "sample", name="", name_language="", date="2019-11-12", end="2019-11-15", date_qualifier="",
        status="held", kind=EventKind.STUDY_VISIT, note="Sample area",
    )  # fmt: skip
    for code in settings.LANGUAGE_CODES:
        setattr(link, column("title", code), "A study visit" if code == "en" else "")
    return {
        "event": event,
        "practice": practice,
        "document": document,
        "takeaways": [takeaway],
        "exchange": Exchange.of([takeaway]),
        "links": [link],
        "parts": [Part("events", [link])],
        "packages": [package],
        "target_groups": [TargetGroup(slug="sample", name_en="Municipalities")],
    }


def sample_progress() -> dict:
    """One space in each group, and a second area with nothing certain."""
    some = [Entry(1, group, (group,) if group in PHASES else (), None, False, "2023-05") for group in Group]
    vague = [Entry(2, Group.UNCERTAIN, PHASES[:2], None, False, ""), Entry(2, Group.UNKNOWN, (), None, False, "")]
    rows = [tally(some, "Sample area", "en", "#progress"), tally(vague, "Other area", "en", "#progress")]
    whole = tally(some + vague)
    return {
        "groups": list(Group),
        "rows": rows,
        "whole": whole,
        "chart_of_all": by_group(whole),
        "chart_of_areas": by_area(rows),
    }


def context() -> dict:
    sources = [
        Source(pk=1, title_en="Sample paper: a space opens", url="https://paper.example/1", date="2019-07"),
        Source(
            pk=2,
            title_en="Echantillon: un espace s’agrandit",
            url="https://paper.example/2",
            gone_on=timezone.localdate(),
        ),
        Source(pk=3, title_en="Sample archive: not linked"),
    ]
    observations = [
        StageObservation(
            date="2018", event=SpaceEvent.PLANNED, stage=Stage.IDEA, text_en="It was a plan.", source=sources[0]
        ),
        StageObservation(date="2019-07", event=SpaceEvent.OPENED, text_en="It opened.", source=sources[0]),
        StageObservation(
            date="", event=SpaceEvent.IN_USE, stage=Stage.ESTABLISHED, text_en="It was full.", source=sources[1]
        ),
        StageObservation(
            date="2022-03-26",
            event=SpaceEvent.MENTIONED,
            text_en="It was named.",
            source=sources[2],
            confidence=Confidence.LOW,
        ),
    ]
    add_signs(observations)
    facts = [
        SpaceFact(kind=FactKind.WORK_PLACES, number=18, unit=Unit.PLACES, as_of="2019", source=sources[0]),
        SpaceFact(kind=FactKind.FLOOR_AREA, number=1500, unit=Unit.SQUARE_METRES, is_disputed=True, source=sources[0]),
        SpaceFact(
            kind=FactKind.FLOOR_AREA,
            number=1000,
            unit=Unit.SQUARE_METRES,
            is_disputed=True,
            source=sources[1],
            qualifier=Qualifier.ABOUT,
        ),
        SpaceFact(kind=FactKind.PRICE, number=0, unit=Unit.EUR_PER_MONTH, as_of="2019-07", source=sources[1]),
        SpaceFact(
            kind=FactKind.CAPACITY,
            number=60,
            unit=Unit.PEOPLE,
            is_planned=True,
            qualifier=Qualifier.OVER,
            source=sources[2],
        ),
    ]
    page = Paginator(range(200), 24).page(3)
    return {
        **sample_yields(sources),
        "progress": sample_progress(),
        "is_unlisted": True,
        "areas": areas(),
        "colours": COLOURS,
        "contrasts": measured(),
        "registry": Registry(QueryDict("operation=open")),
        "case_group": CaseGroup(
            "place_size",
            "",
            [Step(Case(("under-500",)), "under 500 inhabitants", 3, is_current=True)],
            Case(),
        ),
        "lag": LocalActionGroup(
            slug="sample",
            short_name="Sample area",
            name_language="en",
            country="IE",
            main_place="Sampletown",
            tagline_en="One line about the area.",
        ),
        "asked": sample_space(
            Operation.OPEN, address="1 Main Street", contact_email="desk@example.org", operator_en="A community"
        ),
        "steps": STEPS,
        "states": [sample_space(operation, stage) for operation, stage in STATES],
        "descriptive": sample_space(
            Operation.PLANNED,
            Stage.IDEA,
            name="",
            heading_en="Coworking in the old school",
            former_use=FormerUse.SCHOOL,
            planned_for="2021-09",
            relation=Relation.NEARBY,
        ),
        "fallback": sample_space(Operation.OPEN, name="", heading_de="Coworking im Bahnhof"),
        "observations": observations,
        "fact_groups": group_facts(facts),
        "sources": number_sources(observations, facts),
        "locator": locator(Marker(46.17, 1.87, "Guéret")),
        "former_uses": [
            {"value": use.value, "label": use.label, "places": ["Sampletown"], "url": "#fold"} for use in FormerUse
        ][:12],
        "picture": SamplePicture("Hatched paper, standing for a photo"),
        "page": page,
        "numbers": list(page.paginator.get_elided_page_range(3, on_each_side=2, on_ends=1)),
        "terms": [Term(slug="sample", term_en="coworking", definition_en="Working independently, but not alone.")],
        "ways": Ways(Counter(open=23, planned=7, ended=7, unknown=2), Counter(open=14)),
    }
