from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from tqdm import tqdm

from colabora.pages.models import Page, Publicity, Term
from colabora.seeding.loader import CREATED, DELETED, KEPT, TAKEN, UNCHANGED, UPDATED, Seeder, Table, read_documents
from colabora.sources.models import Source
from partners.models import AreaFact, AreaObservation, LocalActionGroup, StartingCondition, Supporter
from spaces.models import Amenity, Network, Space, SpaceFact, StageObservation
from workpackages.models import (
    Activity,
    Argument,
    Case,
    Document,
    Event,
    Finding,
    Goal,
    GoodPractice,
    Moderation,
    Period,
    PracticeStatement,
    Project,
    Takeaway,
    TargetGroup,
    WorkPackage,
)

FOLDERS = [
    settings.BASE_DIR / app / "seed"
    for app in ("colabora/sources", "colabora/pages", "partners", "spaces", "workpackages")
]

# In the order in which they refer to each other.
TABLES = [
    Table("source", Source),
    Table("publicity", Publicity),
    Table("page", Page),
    Table("term", Term),
    Table("starting_condition", StartingCondition),
    Table("supporter", Supporter),
    Table(
        "lag",
        LocalActionGroup,
        children={
            "observations": Table("observations", AreaObservation, parent="lag"),
            "facts": Table("facts", AreaFact, parent="lag"),
        },
    ),
    Table("network", Network, key="slug"),
    Table("amenity", Amenity, key="slug"),
    Table(
        "space",
        Space,
        children={
            "observations": Table("observations", StageObservation, parent="space"),
            "facts": Table("facts", SpaceFact, parent="space"),
        },
    ),
    Table("project", Project, children={"periods": Table("periods", Period, parent="project")}),
    Table("goal", Goal, children={"explanations": Table("explanations", Goal, parent="parent")}),
    Table(
        "work_package",
        WorkPackage,
        children={
            "activities": Table("activities", Activity, parent="work_package"),
            "moderations": Table("moderations", Moderation, parent="work_package"),
        },
    ),
    Table("target_group", TargetGroup),
    Table("event", Event, children={"takeaways": Table("takeaways", Takeaway, parent="event")}),
    Table(
        "practice",
        GoodPractice,
        children={"statements": Table("statements", PracticeStatement, parent="practice")},
    ),
    Table("document", Document),
    Table("finding", Finding),
    Table("argument", Argument),
    Table("case", Case),
]


class Command(BaseCommand):
    help = (
        "Builds the project's content from the seed documents. Repeatable; what an editor changed or deleted stays so."
    )

    def handle(self, *args, **options):
        records = read_documents(FOLDERS)
        unknown = set(records) - {table.name for table in TABLES}
        if unknown:
            raise SystemExit(f"Seed documents hold tables that nothing reads: {', '.join(sorted(unknown))}")
        total = sum(
            1 + sum(len(row.get(child, [])) for child in table.children)
            for table in TABLES
            for row in records.get(table.name, [])
        )
        quiet = options["verbosity"] == 0
        with tqdm(total=total, desc="Seeding", unit="row", disable=quiet, leave=False) as bar, transaction.atomic():
            seeder = Seeder(on_row=bar.update)
            for table in TABLES:
                seeder.load(table, records.get(table.name, []))
            seeder.confirm_translations()
        if quiet:
            return
        for label, counts in seeder.counts.items():
            done = [f"{counts[outcome]} {words}" for outcome, words in OUTCOMES.items() if counts[outcome]]
            self.stdout.write(f"{label:32} {', '.join(done)}")


OUTCOMES = {
    CREATED: "created",
    UPDATED: "updated",
    UNCHANGED: "unchanged",
    KEPT: "kept because edited here",
    DELETED: "left out because deleted here",
    TAKEN: "left out because their address is taken here",
}
