"""Nothing is lost: every state, back to it, the bin, and the files of both."""

import datetime
import io
import os
import time

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from PIL import Image
from reversion.models import Version

from colabora import files
from colabora.compare import Comparer
from colabora.history import FORM, recording
from colabora.history.bin import bring_back, empty_old, throw_away
from colabora.history.differences import differences, namer
from colabora.history.models import Deletion
from colabora.history.restore import restore
from colabora.history.snapshots import catch_up, kept, present, states_of
from colabora.images import read_picture
from colabora.sources.models import Citation
from spaces.models import Amenity, Space, SpacePhoto, StageObservation
from tests.factories.partners import LocalActionGroupFactory, UserFactory
from tests.factories.sources import SourceFactory
from tests.factories.spaces import SpaceFactory, StageObservationFactory
from tests.factories.workpackages import DocumentFactory, EventFactory, GoodPracticeFactory, TargetGroupFactory
from tests.partners.test_permissions import form_data
from tests.partners.test_permissions import restore as restored_by_button
from workpackages.models import Argument, Case, DocumentFile, TargetGroup

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    settings.MEDIA_ROOT, settings.BIN_ROOT = tmp_path / "media", tmp_path / "bin"


@pytest.fixture
def coordinator():
    return UserFactory(coordinator=True)


def change(record, user, **values):
    """As a form does it."""
    catch_up(record)
    with recording(user, FORM):
        for name, value in values.items():
            setattr(record, name, value)
        record.save()


def picture():
    buffer = io.BytesIO()
    Image.new("RGB", (900, 600), "#224466").save(buffer, "JPEG")
    return read_picture(ContentFile(buffer.getvalue(), "photo.jpg"))


def photo_of(space):
    photo = SpacePhoto(space=space, alt_en="A room", credit="Us")
    photo.store(picture())
    photo.save()
    return photo


def first_state(record):
    return states_of(record).last().revision


def test_history_tells_who_changed_what_in_which_language(coordinator):
    space = SpaceFactory(summary_en="A room.")

    change(space, coordinator, summary_lv="Telpa.", place="Kandava")

    newest, oldest = (version.revision for version in states_of(space))
    snapshots = kept(space, [newest.pk, oldest.pk])
    told = differences(snapshots[oldest.pk], snapshots[newest.pk], namer(coordinator), Comparer())
    assert newest.user == coordinator
    assert {(d.label, d.language, d.before, d.after) for d in told} == {
        ("Summary", "lv", "", "Telpa."),
        ("Place", "", "", "Kandava"),
    }


def test_changes_by_other_paths_are_noticed(coordinator):
    space = SpaceFactory(place="Kandava")
    catch_up(space)

    Space.objects.filter(pk=space.pk).update(place="Tukums")
    space.refresh_from_db()
    catch_up(space)
    catch_up(space)

    assert [v.revision.comment for v in states_of(space)] == ["elsewhere", "first"]


def test_derived_values_are_no_change(coordinator):
    space = SpaceFactory()
    catch_up(space)

    space.refresh_search_text()
    Space.objects.filter(pk=space.pk).update(version=99, rank=3)
    space.refresh_from_db()
    catch_up(space)

    assert states_of(space).count() == 1


def test_restore_brings_back_fields_parts_links_and_choices(coordinator):
    amenity = Amenity.objects.create(slug="kitchen", name_en="kitchen")
    source = SourceFactory()
    space = SpaceFactory(place="Kandava", operation="open")
    space.amenities.add(amenity)
    old = StageObservationFactory(space=space, source=source, stage="established", text_en="In use.")
    Citation.objects.create(cited_by=space, source=source)
    before = present(space)

    catch_up(space)
    with recording(coordinator):
        space.amenities.clear()
        old.delete()
        space.citations.all().delete()
        StageObservationFactory(space=space, source=source, stage="", text_en="Later.")
        space.place, space.operation = "Tukums", "closed"
        space.save()
    restore(space, first_state(space), coordinator)

    space.refresh_from_db()
    assert present(space) == before
    assert (space.stage, space.operation) == ("established", "open")
    assert "kandava" in space.search_text
    assert [v.revision.comment.partition(":")[0] for v in states_of(space)] == ["restored", "form", "first"]


def test_restoring_tells_a_colleague_whose_form_is_open(coordinator):
    """The version number goes on, never back."""
    space = SpaceFactory()
    change(space, coordinator, place="Tukums")
    seen = Space.objects.get(pk=space.pk).version

    restore(space, first_state(space), coordinator)

    assert Space.objects.get(pk=space.pk).version > seen


def test_restoring_what_does_not_fit_any_more_is_a_message_and_changes_nothing(coordinator):
    space = SpaceFactory(slug="old-mill", place="Kandava")
    change(space, coordinator, slug="new-mill", place="Tukums")
    SpaceFactory(slug="old-mill")

    with pytest.raises(ValidationError, match="does not fit any more"):
        restore(space, first_state(space), coordinator)

    space.refresh_from_db()
    assert (space.slug, space.place) == ("new-mill", "Tukums")


def test_deleted_records_come_back_whole(coordinator, django_capture_on_commit_callbacks):
    space = SpaceFactory(slug="old-mill", published=True)
    observation = StageObservationFactory(space=space, stage="established")
    event = EventFactory()
    event.spaces.add(space)
    twin = SpaceFactory(same_rooms_as=space)
    change(space, coordinator, place="Tukums")
    photo = photo_of(space)
    names = photo.file_names()[:2]
    before, pk = present(space), space.pk

    with django_capture_on_commit_callbacks(execute=True):
        throw_away(space, coordinator)
    gone = [files.in_media(name).exists() for name in names]
    deletion = Deletion.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        bring_back(deletion, coordinator)

    space = Space.objects.get(pk=pk)
    twin.refresh_from_db()
    assert gone == [False, False]
    assert present(space) == before
    assert (space.slug, space.stage, space.is_published) == ("old-mill", "established", True)
    assert [files.in_media(name).exists() for name in names] == [True, True]
    assert (list(event.spaces.all()), twin.same_rooms_as) == ([space], space)
    assert StageObservation.objects.get(pk=observation.pk).text_en == observation.text_en
    assert states_of(space).filter(revision__comment="form").exists()
    assert not Deletion.objects.exists()


def test_a_photo_taken_out_comes_back_with_its_state(coordinator, django_capture_on_commit_callbacks):
    space = SpaceFactory()
    photo = photo_of(space)
    with django_capture_on_commit_callbacks(execute=True):
        catch_up(space)
        with recording(coordinator):
            photo.delete()
            space.save()
    assert not files.in_media(photo.file.name).exists()

    restore(space, first_state(space), coordinator)

    back = space.photos.get()
    assert back.file.name == photo.file.name
    assert files.in_media(photo.file.name).is_file()


def test_documents_keep_their_file_in_the_bin(coordinator, django_capture_on_commit_callbacks):
    document = DocumentFactory()
    stored = DocumentFile(document=document, language="en")
    stored.file.save("x.pdf", ContentFile(b"%PDF-1.4\n%%EOF"))
    with django_capture_on_commit_callbacks(execute=True):
        throw_away(document, coordinator)
    assert not files.in_media(stored.file.name).exists()

    bring_back(Deletion.objects.get(), coordinator)

    assert DocumentFile.objects.get(pk=stored.pk).size == stored.size
    assert files.in_media(stored.file.name).read_bytes() == b"%PDF-1.4\n%%EOF"


def test_a_crash_before_the_commit_leaves_the_page_its_picture(coordinator):
    """Files go after the commit only; here it never comes."""
    photo = photo_of(SpaceFactory())

    throw_away(photo.space, coordinator)

    assert files.in_media(photo.file.name).is_file()


def test_after_ninety_days_nothing_is_left(coordinator, django_capture_on_commit_callbacks):
    space = SpaceFactory()
    photo = photo_of(space)
    pk = space.pk
    with django_capture_on_commit_callbacks(execute=True):
        throw_away(space, coordinator)
    Deletion.objects.update(deleted_at=timezone.now() - datetime.timedelta(days=91))
    long_ago = time.time() - 91 * 24 * 60 * 60
    os.utime(files.in_bin(photo.file.name), (long_ago, long_ago))

    assert not Deletion.objects.kept().exists()
    assert empty_old() == 1
    files.sweep()

    assert not Version.objects.get_for_object_reference(Space, pk).exists()
    assert not files.in_bin(photo.file.name).exists()


def test_sweeping_spares_what_is_used_or_new():
    used = photo_of(SpaceFactory())
    stray = files.in_media("pictures/stray.webp")
    stray.write_bytes(b"x")
    fresh = files.in_media("pictures/fresh.webp")
    fresh.write_bytes(b"x")
    long_ago = time.time() - 2 * 24 * 60 * 60
    for path in (stray, *(files.in_media(name) for name in used.file_names()[:2])):
        os.utime(path, (long_ago, long_ago))

    assert files.sweep() == (1, 0)

    assert [path.exists() for path in (stray, fresh, files.in_media(used.file.name))] == [False, True, True]
    assert files.in_bin("pictures/stray.webp").is_file()


# In the back office


@pytest.fixture
def client(coordinator):
    client = Client()
    client.force_login(coordinator)
    return client


def test_the_page_of_a_history_is_escaped(client, coordinator):
    space = SpaceFactory(summary_en="A room.")
    change(space, coordinator, summary_en="A <script>alert(1)</script> room.")

    html = client.get(f"/admin/spaces/space/{space.pk}/history/").content.decode()

    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


@pytest.mark.parametrize("count", [1, 15])
def test_the_page_of_a_history_costs_the_same_for_many_states(
    client, coordinator, count, django_assert_max_num_queries
):
    space = SpaceFactory()
    for number in range(count):
        change(space, coordinator, place=f"Place {number}")

    with django_assert_max_num_queries(16):
        html = client.get(f"/admin/spaces/space/{space.pk}/history/").content.decode()

    assert html.count("states__item") == count + 1


def test_restoring_and_bringing_back_in_the_back_office(client, coordinator):
    space = SpaceFactory(place="Kandava")
    change(space, coordinator, place="Tukums")
    revision = first_state(space)

    shown = client.get(f"/admin/spaces/space/{space.pk}/history/{revision.pk}/").content.decode()
    restored_by_button(client, f"/admin/spaces/space/{space.pk}/history/{revision.pk}/")
    space.refresh_from_db()
    place = space.place
    client.post(f"/admin/spaces/space/{space.pk}/delete/", {"post": "yes"})
    assert not Space.objects.exists()
    listed = client.get("/admin/bin/").content.decode()
    answer = client.post(f"/admin/bin/{Deletion.objects.get().pk}/restore/")

    assert "<ins>Kandava</ins>" in shown
    assert place == "Kandava"
    assert space.name in listed
    assert answer.headers["Location"] == f"/admin/spaces/space/{space.pk}/change/"
    assert Space.objects.get().place == "Kandava"


def test_what_stands_in_the_way_of_deleting_is_named_only_to_those_who_may_know(client):
    theirs = LocalActionGroupFactory(short_name="Geheimnisbach")
    source = SourceFactory()
    SpaceFactory(lag=theirs, name="Geheim")
    staff = Client()
    staff.force_login(UserFactory(staff_of=LocalActionGroupFactory()))

    assert staff.get(f"/admin/sources/source/{source.pk}/delete/").status_code == 403
    assert "Geheim" in client.get(f"/admin/partners/localactiongroup/{theirs.pk}/delete/").content.decode()


def test_saving_a_published_record_is_one_state_of_ones_own(coordinator):
    """Kept as local time and read back as UTC it would look like somebody else's change."""
    space = SpaceFactory(published=True)
    change(space, coordinator, published_at=timezone.localtime(), summary_lv=None)
    space = Space.objects.get(pk=space.pk)
    Space.objects.filter(pk=space.pk).update(summary_lv="")

    catch_up(Space.objects.get(pk=space.pk))

    assert [version.revision.comment for version in states_of(space)] == ["form", "first"]


def test_deletions_keep_to_their_own_rows(coordinator):
    """A case ties a practice to a target group: neither's bin may hold the other."""
    practice, group = GoodPracticeFactory(), TargetGroupFactory()
    Case.objects.create(target_group=group, practice=practice)
    reason = Argument.objects.create(target_group=group, title_en="R", text_en="Because.", source=SourceFactory())
    throw_away(practice, coordinator)
    reason.delete()
    group_pk = group.pk

    practice = bring_back(Deletion.objects.get(), coordinator)
    assert not Argument.objects.exists()
    assert Case.objects.count() == 1
    throw_away(practice, coordinator)
    Deletion.objects.update(deleted_at=timezone.now() - datetime.timedelta(days=91))
    throw_away(TargetGroup.objects.get(pk=group_pk), coordinator)

    assert empty_old() == 1
    assert Deletion.objects.get().object_id == group_pk
    bring_back(Deletion.objects.get(), coordinator)
    assert TargetGroup.objects.filter(pk=group_pk).exists()


def test_an_old_page_restores_nothing(client, coordinator):
    space = SpaceFactory(place="Kandava")
    change(space, coordinator, place="Tukums")
    url = f"/admin/spaces/space/{space.pk}/history/{first_state(space).pk}/"
    opened = form_data(client, url)
    change(space, coordinator, summary_en="A colleague's new text.")

    html = client.post(url, opened).content.decode()

    space.refresh_from_db()
    assert (space.place, space.summary_en) == ("Tukums", "A colleague's new text.")
    assert "look at the differences again" in html


def test_a_photo_replaced_by_restoring_goes_off_the_web(coordinator, django_capture_on_commit_callbacks):
    photo = photo_of(SpaceFactory())
    catch_up(photo.space)
    former = photo.file.name
    with django_capture_on_commit_callbacks(execute=True), recording(coordinator):
        photo.store(picture())
        photo.save()
    newer = photo.file.name

    with django_capture_on_commit_callbacks(execute=True):
        restore(photo.space, first_state(photo.space), coordinator)

    assert [files.in_media(name).exists() for name in (former, newer)] == [True, False]
    assert files.in_bin(newer).exists()


def test_numbers_that_no_database_knows_are_not_found(client):
    space = SpaceFactory()

    assert client.get(f"/admin/spaces/space/{space.pk}/history/{10**30}/").status_code == 404
    assert client.post(f"/admin/bin/{10**30}/restore/").status_code == 404
    assert client.get(f"/admin/workpackages/event/add/?spaces={10**30},x").status_code == 200


def test_long_texts_that_have_nothing_in_common_cost_a_page_two_seconds_at_most():
    compare = Comparer(seconds=0)

    assert compare.pieces("old", "new") == [("deleted", "old"), ("inserted", "new")]
