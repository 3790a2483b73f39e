from django.contrib.contenttypes.models import ContentType
from django.core.management.base import BaseCommand, CommandError
from django.db import reset_queries, transaction
from django.db.models import CASCADE
from django.db.models.deletion import get_candidate_relations_to_delete
from tqdm import tqdm

from colabora.caching import move_stamp
from colabora.sources.models import Citation, Source
from partners.models import LocalActionGroup
from spaces.models import Space, StageObservation
from spaces.samples import PREFIX, Samples

MOST = 2_000_000
BATCH = 2000
SOURCE = "generated-spaces"
# What a generated space comes with. It goes without signals, which would move the content stamp for every row.
OWN = (StageObservation, Space.amenities.through)


class Command(BaseCommand):
    help = "Adds made-up spaces, for measuring, until there are so many of them; --remove takes them all away again."

    def add_arguments(self, parser):
        parser.add_argument("number", type=int, nargs="?", help="how many there shall be")
        parser.add_argument("--remove", action="store_true", help="deletes all generated spaces")

    def handle(self, *, number, remove, verbosity, **options):
        if (number is None) is not remove:
            raise CommandError("Say either how many spaces there shall be or --remove.")
        self.quiet = verbosity == 0
        done = self.remove() if remove else self.generate(number)
        move_stamp()
        if not self.quiet:
            self.stdout.write(done)

    def generate(self, number: int) -> str:
        if not 0 <= number <= MOST:
            raise CommandError(f"Any number from 0 to {MOST:,} can be generated.")
        if not LocalActionGroup.objects.exists():
            raise CommandError("There is no local action group that spaces could belong to: run manage.py seed first.")
        present = {int(key.removeprefix(PREFIX)) for key in generated().values_list("key", flat=True).iterator()}
        missing = [i for i in range(1, number + 1) if i not in present]
        if missing:
            source, _created = Source.objects.get_or_create(
                key=SOURCE, defaults={"title_en": "Generated for measuring: no real source"}
            )
            samples = Samples(source)
            for numbers in self.in_batches(missing, "Generating"):
                save([samples.sample(i) for i in numbers])
        return f"{len(missing):,} spaces generated; {len(present):,} were there."

    def remove(self) -> str:
        keys = list(generated().values_list("pk", flat=True))
        for batch in self.in_batches(keys, "Removing"):
            delete(batch)
        source = Source.objects.filter(key=SOURCE).first()
        if source and not is_used(source):
            source.delete()
        return f"{len(keys):,} generated spaces removed."

    def in_batches(self, items: list, label: str):
        with tqdm(total=len(items), desc=label, unit="space", disable=self.quiet, leave=False) as bar:
            for start in range(0, len(items), BATCH):
                batch = items[start : start + BATCH]
                yield batch
                bar.update(len(batch))
                reset_queries()  # with DEBUG on, Django would keep the text of each


def generated():
    return Space.objects.filter(key__startswith=PREFIX).order_by()


@transaction.atomic
def save(samples) -> None:
    Space.objects.bulk_create([sample.space for sample in samples])
    StageObservation.objects.bulk_create([seen for sample in samples for seen in sample.observations])
    offer = Space.amenities.through
    offer.objects.bulk_create(
        [offer(space=sample.space, amenity=amenity) for sample in samples for amenity in sample.amenities]
    )


@transaction.atomic
def delete(keys: list[int]) -> None:
    """With all that hangs on them: what editors have added since goes by the usual way."""
    for relation in get_candidate_relations_to_delete(Space._meta):
        rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": keys})
        if relation.related_model in OWN:
            rows._raw_delete(rows.db)
        elif relation.on_delete is CASCADE:
            rows.delete()
        else:
            rows.update(**{relation.field.name: None})
    Citation.objects.filter(content_type=ContentType.objects.get_for_model(Space), object_id__in=keys).delete()
    rows = Space._base_manager.filter(pk__in=keys)
    rows._raw_delete(rows.db)


def is_used(source: Source) -> bool:
    relations = get_candidate_relations_to_delete(Source._meta)
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: source}).exists() for relation in relations
    )
