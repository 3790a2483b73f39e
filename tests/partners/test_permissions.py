"""Every role at every address of the back office, against another group's and another language's records."""

import re

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse

from colabora.admin import GuardedAdmin
from colabora.forms import GoneRows, KeepingForm
from colabora.history import recording
from colabora.history.bin import throw_away
from colabora.history.models import Deletion
from colabora.history.snapshots import catch_up, states_of
from colabora.pages.models import Page, Publicity, Term
from colabora.sources.models import Citation, Source
from partners.models import (
    AreaCondition,
    AreaFact,
    AreaObservation,
    LocalActionGroup,
    Role,
    StartingCondition,
    Supporter,
    User,
)
from partners.permissions import editable, may, may_edit, visible
from spaces.models import Amenity, Event, Network, Relation, Space, SpaceFact, StageObservation
from tests.factories.partners import LocalActionGroupFactory, UserFactory
from tests.factories.sources import SourceFactory
from tests.factories.spaces import SpaceFactory, StageObservationFactory
from workpackages.models import (
    Activity,
    Argument,
    Case,
    Document,
    DocumentFile,
    Endorsement,
    Finding,
    Goal,
    GoodPractice,
    Moderation,
    PracticeStatement,
    Project,
    Takeaway,
    TargetGroup,
    WorkPackage,
)
from workpackages.models import (
    Event as Meeting,
)

pytestmark = pytest.mark.django_db

AUTOCOMPLETES = [
    "spaces.stageobservation.source", "spaces.space.same_rooms_as", "spaces.space.lag", "workpackages.event.spaces",
    "workpackages.goodpractice.spaces", "workpackages.document.events", "workpackages.takeaway.event",
]  # fmt: skip
SECRET = "Geheimnisbach"  # stands in every record of the other group; no answer may hold it


@pytest.fixture
def world():
    """Two groups, each with a draft space, a work package and its parts; one of everything that is the project's."""
    made = {}
    for side, name in (("mine", "Eigenbach"), ("theirs", SECRET)):
        lag = LocalActionGroupFactory(
            slug=f"{name.lower()}-lag", short_name=f"{name} LAG", official_name=f"{name} e.V.", main_place=f"{name} Ort"
        )
        space = SpaceFactory(lag=lag, name=f"{name} Raum", slug=f"{name.lower()}-raum", summary_en=f"{name} summary")
        source = SourceFactory(title_en=f"Source of {side}")
        StageObservationFactory(space=space, source=source, text_en=f"{name} observation")
        SpaceFact.objects.create(space=space, kind="opened", date="2019", source=source)
        AreaObservation.objects.create(lag=lag, text_en=f"{name} area", source=source)
        AreaFact.objects.create(lag=lag, kind="founded", date="2009", source=source)
        package = WorkPackage.objects.create(number=1 if side == "mine" else 2, title_en=f"{name} package")
        Activity.objects.create(work_package=package, title_en=f"{name} activity")
        Moderation.objects.create(lag=lag, work_package=package)
        Citation.objects.create(cited_by=space, source=source)
        meeting = Meeting.objects.create(
            host=lag, slug=f"{name.lower()}-meeting", title_en=f"{name} meeting", kind="workshop"
        )
        meeting.participants.add(lag)
        practice = GoodPractice.objects.create(
            lag=lag, slug=f"{name.lower()}-practice", title_en=f"{name} practice", country="IE"
        )
        practice.spaces.add(space)
        PracticeStatement.objects.create(practice=practice, section="action", text_en=f"{name} did", source=source)
        document = Document.objects.create(
            lag=lag, slug=f"{name.lower()}-work", title=f"{name} work", kind="report", relation="partner-output"
        )
        DocumentFile.objects.create(document=document, language="en", file="documents/none.pdf")
        group = TargetGroup.objects.create(
            slug=f"{name.lower()}-group", name_en=f"{name} readers", heading_en="Reasons", work_package=package
        )
        Argument.objects.create(target_group=group, title_en=f"{name} reason", text_en="Because.", source=source)
        Case.objects.create(target_group=group, practice=practice)
        made[side] = {
            "lag": lag,
            "space": space,
            "package": package,
            "meeting": meeting,
            "practice": practice,
            "document": document,
            "group": group,
            "takeaway": Takeaway.objects.create(event=meeting, lag=lag, text_en=f"{name} learnt", source=source),
            "finding": Finding.objects.create(
                work_package=package, document=document, question="people", text_en=f"{name} found",
                limits_en="No more.", source=source,
            ),
            "endorsement": Endorsement.objects.create(practice=practice, work_package=package),
        }  # fmt: skip
    project = Project.objects.create(name="Project", title_en="Title", summary_en="Summary", description_en="Text")
    made["shared"] = {
        "project": project,
        "page": Page.objects.create(slug="imprint", title_en="Imprint", body_en="Text"),
        "term": Term.objects.create(slug="desk", term_en="desk", definition_en="A table"),
        "publicity": Publicity.objects.create(fund="EAFRD", period="2014-2020", statement_en="Statement"),
        "supporter": Supporter.objects.create(name="Body"),
        "condition": StartingCondition.objects.create(key=AreaCondition.IDEA, text_en="Idea"),
        "amenity": Amenity.objects.create(slug="kitchen", name_en="kitchen"),
        "network": Network.objects.create(slug="net", name="Net"),
        "goal": Goal.objects.create(level="purpose", text_en="Goal"),
        "source": Source.objects.first(),
    }
    return made


def sign_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def staff(world):
    return UserFactory(staff_of=world["mine"]["lag"])


@pytest.fixture
def coordinator():
    return UserFactory(coordinator=True)


@pytest.fixture
def translator():
    return UserFactory(translator=True)


def address(obj, page, *args):
    opts = obj._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{page}", args=args)


def pages_of(obj):
    """Every address of the admin that is about one object."""
    content_type = ContentType.objects.get_for_model(obj)
    return [
        address(obj, "change", obj.pk),
        address(obj, "delete", obj.pk),
        address(obj, "history", obj.pk),
        f"/admin/r/{content_type.pk}/{obj.pk}/",
    ]


def form_data(client, url):
    """What a browser would send back from a form, unchanged."""
    html = client.get(url).content.decode()
    data = {}
    for tag in re.findall(r"<input[^>]*>", html):
        fields = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        kind = fields.get("type", "text")
        is_unticked = kind in ("checkbox", "radio") and "checked" not in tag
        if "name" not in fields or kind in ("submit", "file") or is_unticked:
            continue
        name, value = fields["name"], fields.get("value", "")
        if name in data and kind in ("checkbox", "hidden"):  # a list of choices
            data[name] = [*(data[name] if isinstance(data[name], list) else [data[name]]), value]
        else:
            data[name] = value
    for name, text in re.findall(r'<textarea[^>]*\sname="([^"]+)"[^>]*>\s?(.*?)</textarea>', html, re.DOTALL):
        data[name] = text
    for tag, name, options in re.findall(r'(<select[^>]*\sname="([^"]+)"[^>]*>)(.*?)</select>', html, re.DOTALL):
        chosen = re.findall(r'<option value="([^"]*)"[^>]* selected', options)
        if "multiple" in tag:
            data[name] = chosen
        else:
            data[name] = chosen[0] if chosen else ""
    return data


# A change behind the back of the history, which restoring would undo.
CHANGED = {
    "lag": {"main_place": "x"}, "space": {"place": "x"}, "package": {"title_en": "x"}, "meeting": {"place": "x"},
    "practice": {"title_en": "x"}, "document": {"publisher_en": "x"}, "group": {"name_en": "x"},
    "takeaway": {"text_en": "x"}, "finding": {"text_en": "x"},
}  # fmt: skip


def restore(client, url):
    """As the button does it: with the mark of the state that was compared."""
    return client.post(url, form_data(client, url))


def caught_up(obj):
    catch_up(obj)
    return obj


def in_the_back_office(obj):
    """A kept state of an object, and where it is shown and restored; nothing for what keeps no states."""
    catch_up(obj)
    return address(obj, "state", obj.pk, states_of(obj).first().revision_id)


# LAG staff


def test_staff_reach_their_own_records(world, staff):
    client = sign_in(staff)

    for obj in world["mine"].values():
        assert client.get(address(obj, "change", obj.pk)).status_code == 200, obj


def test_staff_learn_nothing_of_another_group(world, staff):
    client = sign_in(staff)

    for obj in world["theirs"].values():
        for url in pages_of(obj):
            response = client.get(url)
            told = response.content.decode() + response.headers.get("Location", "")
            assert response.status_code in (302, 403, 404), url
            assert SECRET.lower() not in told.lower().replace(url.lower(), ""), url


def test_staff_see_and_restore_no_state_of_another_groups_records(world, staff):
    client = sign_in(staff)

    for name, obj in world["theirs"].items():
        url = in_the_back_office(obj)
        before = type(obj)._base_manager.filter(pk=obj.pk).values().get()
        type(obj)._base_manager.filter(pk=obj.pk).update(**CHANGED.get(name, {}))
        changed = type(obj)._base_manager.filter(pk=obj.pk).values().get()
        seen = {"seen": states_of(obj).first().revision_id}
        for response in (client.get(url), client.post(url, seen)):
            assert response.status_code in (302, 403, 404), url
            assert SECRET.lower() not in response.content.decode().lower(), url
        assert type(obj)._base_manager.filter(pk=obj.pk).values().get() == changed, name
        assert (changed != before) == (name in CHANGED)


def test_staff_cannot_reach_their_own_state_through_another_groups_record(world, staff):
    """The number of a revision may be anybody's: it must be one of this record's."""
    client = sign_in(staff)
    theirs = states_of(caught_up(world["theirs"]["space"])).first().revision_id
    mine = world["mine"]["space"]

    for response in (
        client.get(address(mine, "state", mine.pk, theirs)), client.post(address(mine, "state", mine.pk, theirs)),
    ):  # fmt: skip
        assert response.status_code == 404


def test_the_bin_shows_and_gives_back_ones_own_only(world, staff, coordinator):
    mine = world["mine"]["space"].pk
    for side in ("mine", "theirs"):
        for name in ("finding", "endorsement", "takeaway", "space"):
            throw_away(world[side][name], coordinator)
    client, theirs = sign_in(staff), Deletion.objects.exclude(owners=staff.lag)

    html = client.get("/admin/bin/").content.decode()

    assert SECRET not in html
    assert html.count("/restore/") == Deletion.objects.filter(owners=staff.lag).count() == 4
    for deletion in theirs:
        assert client.post(f"/admin/bin/{deletion.pk}/restore/").status_code == 404
    assert theirs.count() == 4
    for deletion in Deletion.objects.filter(owners=staff.lag):
        assert client.post(f"/admin/bin/{deletion.pk}/restore/").status_code == 302
    assert Space.objects.filter(pk=mine).exists()


def test_the_bin_is_closed_to_translators(world, translator, coordinator):
    throw_away(world["theirs"]["space"], coordinator)
    client = sign_in(translator)

    assert client.get("/admin/bin/").status_code == 403
    assert client.post(f"/admin/bin/{Deletion.objects.get().pk}/restore/").status_code == 403
    assert Deletion.objects.exists()


def test_a_translator_restores_their_languages_only(world, translator, coordinator):
    space = caught_up(world["mine"]["space"])
    first = states_of(space).first().revision_id
    with recording(coordinator):
        space.summary_lv, space.summary_de, space.summary_en, space.place = "Telpa", "Raum", "Room", "Here"
        space.save()
        space.observations.get().delete()

    restore(sign_in(translator), address(space, "state", space.pk, first))

    space.refresh_from_db()
    assert (space.summary_lv or "", space.summary_de, space.summary_en, space.place) == ("", "Raum", "Room", "Here")
    assert not space.observations.exists()


def test_staff_restore_leaves_the_coordinators_fields(world, staff, coordinator):
    lag = caught_up(world["mine"]["lag"])
    first = states_of(lag).first().revision_id
    with recording(coordinator):
        lag.slug, lag.main_place = "new-address", "Elsewhere"
        lag.save()

    restore(sign_in(staff), address(lag, "state", lag.pk, first))

    lag.refresh_from_db()
    assert (lag.slug, lag.main_place) == ("new-address", "Eigenbach Ort")


def test_staff_restore_changes_neither_moderators_nor_the_group_of_a_record(world, staff, coordinator):
    package, space, meeting = (world["mine"][name] for name in ("package", "space", "meeting"))
    third, former = LocalActionGroupFactory(), world["theirs"]["lag"]
    Moderation.objects.filter(lag=former).delete()
    moderation = Moderation.objects.create(lag=former, work_package=package)
    Space.objects.filter(pk=space.pk).update(lag=former, same_rooms_as=world["theirs"]["space"])
    space.refresh_from_db()
    firsts = {obj: states_of(caught_up(obj)).first().revision_id for obj in (package, space, meeting)}
    with recording(coordinator):
        moderation.lag = third
        moderation.save()
    with recording(coordinator):
        space.lag, space.same_rooms_as, space.place = world["mine"]["lag"], None, "Here"
        space.save()
    with recording(coordinator):
        meeting.spaces.add(world["theirs"]["space"])
        meeting.place = "Here"
        meeting.save()

    client = sign_in(staff)
    for obj, first in firsts.items():
        restore(client, address(obj, "state", obj.pk, first))

    for obj in (moderation, space, meeting):
        obj.refresh_from_db()
    assert moderation.lag == third
    assert (space.lag, space.same_rooms_as) == (world["mine"]["lag"], None)
    assert (space.place, meeting.place) != ("Here", "Here")
    assert list(meeting.spaces.all()) == [world["theirs"]["space"]]


def test_the_question_of_two_editors_names_no_draft_of_another_group(world, staff):
    client, meeting = sign_in(staff), world["mine"]["meeting"]
    url = address(meeting, "change", meeting.pk)
    opened = form_data(client, url)
    meeting.spaces.add(world["theirs"]["space"])

    response = client.post(url, opened | {"spaces": [world["mine"]["space"].pk]})

    assert "both-texts" in response.content.decode()
    assert SECRET not in response.content.decode()


def test_a_history_names_no_draft_of_another_group(world, staff, coordinator):
    space = caught_up(world["mine"]["space"])
    with recording(coordinator):
        space.same_rooms_as = world["theirs"]["space"]
        space.save()
    meeting = caught_up(world["mine"]["meeting"])
    with recording(coordinator):
        meeting.participants.add(world["theirs"]["lag"])
        meeting.save()

    for obj in (space, meeting):
        html = sign_in(staff).get(address(obj, "history", obj.pk)).content.decode()
        assert SECRET not in html
        assert "(not public)" in html


def test_a_preview_of_another_groups_record_is_refused(world, staff):
    client = sign_in(staff)

    for name in ("space", "lag", "package", "meeting", "practice", "document", "group"):
        obj = world["theirs"][name]
        response = client.post(address(obj, "change", obj.pk), {"_preview": "en", "title_en": "x"})
        assert response.status_code in (302, 403, 404), name
        assert SECRET.lower() not in response.content.decode().lower()


def test_staff_lists_searches_and_choices_hide_another_group(world, staff):
    client = sign_in(staff)
    urls = ["/admin/", "/admin/jsi18n/"]
    for model in admin.site._registry:
        if may(staff, "view", model):
            urls += [address(model, "changelist"), address(model, "changelist") + f"?q={SECRET}"]
        if may(staff, "add", model):
            urls.append(address(model, "add"))
    urls += [address(obj, "change", obj.pk) for name, obj in world["mine"].items() if name != "package"]

    for url in urls:
        response = client.get(url)
        assert response.status_code == 200, url
        echo = rf'(q(=|%3D)|value="){SECRET}'  # the search form shows what was searched for
        assert SECRET.lower() not in re.sub(echo, "", response.content.decode(), flags=re.I).lower(), url


@pytest.mark.parametrize("source", AUTOCOMPLETES)
def test_staff_autocomplete_tells_nothing(world, staff, source):
    app_label, model_name, field_name = source.split(".")
    response = sign_in(staff).get(
        "/admin/autocomplete/",
        {"app_label": app_label, "model_name": model_name, "field_name": field_name, "term": "Geheim"},
    )

    assert SECRET not in response.content.decode()


def test_staff_cannot_change_another_groups_records(world, staff):
    before = {name: type(obj).objects.filter(pk=obj.pk).values().get() for name, obj in world["theirs"].items()}
    client = sign_in(staff)

    for obj in world["theirs"].values():
        for url in pages_of(obj)[:2]:
            response = client.post(url, {"name": "taken", "short_name": "taken", "title_en": "taken", "post": "yes"})
            assert response.status_code in (302, 403, 404)

    assert {name: type(obj).objects.filter(pk=obj.pk).values().get() for name, obj in world["theirs"].items()} == before


@pytest.mark.parametrize("action", ["publish", "unpublish", "delete_selected"])
def test_staff_actions_do_not_touch_another_groups_records(world, staff, action):
    client = sign_in(staff)
    for obj in world["theirs"].values():
        client.post(
            address(obj, "changelist"), {"action": action, "_selected_action": [obj.pk], "post": "yes"}, follow=True
        )

    for obj in world["theirs"].values():
        obj.refresh_from_db()
        assert getattr(obj, "published_at", None) is None


def test_staff_cannot_move_a_space_into_another_group(world, staff):
    client = sign_in(staff)
    space = world["mine"]["space"]
    url = address(space, "change", space.pk)
    data = form_data(client, url) | {"lag": world["theirs"]["lag"].pk, "same_rooms_as": world["theirs"]["space"].pk}

    response = client.post(url, data)

    space.refresh_from_db()
    assert response.status_code == 200
    assert (space.lag, space.same_rooms_as) == (world["mine"]["lag"], None)


def test_staff_cannot_attach_parts_to_another_groups_record(world, staff):
    """The management form of an inline names rows by number: a foreign row's number must not be taken."""
    client = sign_in(staff)
    space, foreign = world["mine"]["space"], world["theirs"]["space"].observations.get()
    url = address(space, "change", space.pk)
    data = form_data(client, url) | {"observations-0-id": foreign.pk, "observations-0-text_en": "taken"}

    client.post(url, data)

    foreign.refresh_from_db()
    assert foreign.text_en == f"{SECRET} observation"
    assert foreign.space == world["theirs"]["space"]


def test_staff_change_and_publish_their_own_space(world, staff):
    client = sign_in(staff)
    space = world["mine"]["space"]
    url = address(space, "change", space.pk)

    changed = client.post(url, form_data(client, url) | {"summary_de": "Ein Raum"})
    client.post(address(space, "changelist"), {"action": "publish", "_selected_action": [space.pk]})

    space.refresh_from_db()
    assert (changed.status_code, space.summary_de, space.is_published) == (302, "Ein Raum", True)


def test_staff_edit_the_work_package_that_their_group_moderates_but_not_its_moderators(world, staff):
    client = sign_in(staff)
    package = world["mine"]["package"]
    url = address(package, "change", package.pk)
    data = form_data(client, url)

    response = client.post(
        url,
        data
        | {
            "title_de": "Neuer Titel",
            "number": "4",
            "moderations-TOTAL_FORMS": "1",
            "moderations-INITIAL_FORMS": "0",
            "moderations-0-lag": world["theirs"]["lag"].pk,
        },
    )

    package.refresh_from_db()
    assert (response.status_code, package.title_de, package.number) == (302, "Neuer Titel", 1)
    assert [moderation.lag for moderation in package.moderations.all()] == [world["mine"]["lag"]]


def test_staff_only_read_what_belongs_to_the_project(world, staff):
    client = sign_in(staff)

    for obj in world["shared"].values():
        before = type(obj).objects.filter(pk=obj.pk).values().get()
        response = client.get(address(obj, "change", obj.pk))
        assert response.status_code == 200, obj
        assert client.post(address(obj, "change", obj.pk), {"title_en": "taken"}).status_code == 403, obj
        assert client.post(address(obj, "delete", obj.pk), {"post": "yes"}).status_code == 403, obj
        assert type(obj).objects.filter(pk=obj.pk).values().get() == before


def test_staff_add_sources_and_spaces_of_their_own_group_only(world, staff):
    client = sign_in(staff)

    client.post("/admin/sources/source/add/", {"title_en": "Our paper", "source_language": "en", "url": "", "date": ""})
    add = form_data(client, "/admin/spaces/space/add/")
    add |= {"name": "New", "slug": "new", "relation": Relation.IN_AREA, "country": "IE", "operation": "planned"}
    client.post("/admin/spaces/space/add/", add)
    client.post("/admin/spaces/space/add/", add | {"slug": "newer", "lag": world["theirs"]["lag"].pk})

    assert Source.objects.filter(title_en="Our paper").exists()
    assert [space.lag for space in Space.objects.filter(name="New")] == [world["mine"]["lag"]]
    assert client.get("/admin/partners/localactiongroup/add/").status_code == 403


def test_staff_cannot_change_their_groups_place_in_the_project(world, staff):
    client = sign_in(staff)
    lag = world["mine"]["lag"]
    url = address(lag, "change", lag.pk)

    client.post(url, form_data(client, url) | {"is_lead_partner": "on", "slug": "other", "tagline_en": "New line"})

    lag.refresh_from_db()
    assert (lag.is_lead_partner, lag.slug, lag.tagline_en) == (False, "eigenbach-lag", "New line")


def test_staff_add_what_their_group_yields_and_nothing_for_another(world, staff):
    client = sign_in(staff)
    mine, theirs = world["mine"], world["theirs"]
    event = {"title_en": "Our meeting", "slug": "ours", "kind": "workshop", "status": "held", "mode": "on-site"}
    practice = {"title_en": "Our case", "slug": "our-case", "country": "IE"}
    document = {"title": "Our paper", "title_language": "en", "slug": "our-paper", "kind": "report"}
    document |= {"relation": "partner-output", "how_known": "seen", "languages": "ga, lv"}
    for path, data, owner in (
        ("event", event, "host"), ("goodpractice", practice, "lag"), ("document", document, "lag"),
    ):  # fmt: skip
        url = f"/admin/workpackages/{path}/add/"
        add = form_data(client, url) | data
        model = {"event": Meeting, "goodpractice": GoodPractice, "document": Document}[path]

        for foreign in (theirs["lag"].pk, ""):
            client.post(url, add | {owner: foreign, "slug": f"x-{foreign}"})
        assert not model.objects.filter(slug__startswith="x-").exists(), path
        client.post(url, add)
        assert getattr(model.objects.get(slug=data["slug"]), owner) == mine["lag"], path


def test_staff_say_what_their_group_took_home_from_anybodys_public_event(world, staff):
    client = sign_in(staff)
    meeting, source = world["theirs"]["meeting"], Source.objects.first()
    data = {"event": meeting.pk, "text_en": "We saw desks.", "source": source.pk, "confidence": "high", "position": 0}
    url = "/admin/workpackages/takeaway/add/"

    client.post(url, form_data(client, url) | data)
    assert not Takeaway.objects.filter(text_en="We saw desks.").exists()

    Meeting.objects.filter(pk=meeting.pk).update(published_at="2026-01-01T00:00Z")
    client.post(url, form_data(client, url) | data | {"lag": world["theirs"]["lag"].pk})
    assert not Takeaway.objects.filter(text_en="We saw desks.").exists()

    client.post(url, form_data(client, url) | data)
    assert Takeaway.objects.get(text_en="We saw desks.").lag == world["mine"]["lag"]


def test_a_moderating_group_recommends_anybodys_public_case_for_its_own_work_package_only(world, staff):
    client = sign_in(staff)
    practice, url = world["theirs"]["practice"], "/admin/workpackages/endorsement/add/"
    data = {"practice": practice.pk, "work_package": world["mine"]["package"].pk}

    client.post(url, data)
    assert practice.endorsements.count() == 1  # a draft of another group is no choice

    GoodPractice.objects.filter(pk=practice.pk).update(published_at="2026-01-01T00:00Z")
    client.post(url, data | {"work_package": world["theirs"]["package"].pk})
    client.post(url, data)
    assert {endorsement.work_package for endorsement in practice.endorsements.all()} == {
        world["theirs"]["package"],
        world["mine"]["package"],
    }


def test_saving_keeps_the_choices_that_staff_are_not_shown(world, staff):
    meeting, hidden = world["mine"]["meeting"], world["theirs"]["lag"]
    meeting.participants.add(hidden)
    client = sign_in(staff)
    url = address(meeting, "change", meeting.pk)

    assert SECRET not in client.get(url).content.decode()
    response = client.post(url, form_data(client, url) | {"place": "Here"})

    meeting.refresh_from_db()
    assert (response.status_code, meeting.place) == (302, "Here")
    assert hidden in meeting.participants.all()


def test_staff_see_no_name_of_a_draft_that_their_own_record_hangs_on(world, staff):
    """A takeaway, a recommendation, a case and a finding of one group may lead to what another has withdrawn."""
    mine, theirs = world["mine"], world["theirs"]
    mine["takeaway"].event, mine["endorsement"].practice = theirs["meeting"], theirs["practice"]
    mine["finding"].document = theirs["document"]
    case = mine["group"].cases.get()
    case.practice = theirs["practice"]
    argument = mine["group"].arguments.get()
    argument.practice = theirs["practice"]
    for record in (mine["takeaway"], mine["endorsement"], mine["finding"], case, argument):
        record.save()
    client = sign_in(staff)

    for name in ("takeaway", "endorsement", "finding", "group"):
        obj = mine[name]
        for url in [*pages_of(obj)[:3], address(obj, "changelist")]:
            assert SECRET.lower() not in client.get(url).content.decode().lower(), url
    url = address(mine["group"], "change", mine["group"].pk)
    assert client.post(url, form_data(client, url) | {"heading_de": "Gründe"}).status_code == 302
    case.refresh_from_db()
    assert case.practice == theirs["practice"]
    url = address(mine["takeaway"], "change", mine["takeaway"].pk)
    assert client.post(url, form_data(client, url) | {"text_de": "Neu"}).status_code == 302


def test_staff_choose_any_public_space_or_event_and_no_draft(world, staff):
    client = sign_in(staff)
    asked = {"app_label": "workpackages", "model_name": "event", "field_name": "spaces", "term": SECRET}

    assert client.get("/admin/autocomplete/", asked).json()["results"] == []
    Space.objects.filter(pk=world["theirs"]["space"].pk).update(published_at="2026-01-01T00:00Z")
    assert len(client.get("/admin/autocomplete/", asked).json()["results"]) == 1
    # Where only one's own may be chosen, nothing more is offered.
    asked |= {"app_label": "spaces", "model_name": "space", "field_name": "same_rooms_as"}
    assert client.get("/admin/autocomplete/", asked).json()["results"] == []


def test_an_event_with_other_groups_takeaways_is_not_deleted(world, coordinator):
    meeting = world["theirs"]["meeting"]

    answer = sign_in(coordinator).post(address(meeting, "delete", meeting.pk), {"post": "yes"})

    assert answer.status_code == 200
    assert Meeting.objects.filter(pk=meeting.pk).exists()


def test_staff_add_a_case_with_its_sentences_at_once_and_need_no_address(world, staff):
    """Before the case is saved for the first time its sentences know already in which language they are asked for."""
    client = sign_in(staff)
    url, source = "/admin/workpackages/goodpractice/add/", Source.objects.first()
    data = form_data(client, url) | {"source_language": "de", "title_de": "Größe zählt: ein Test", "country": "DE"}
    data |= {"statements-TOTAL_FORMS": "1", "statements-0-section": "action", "statements-0-position": "1"}
    data |= {"statements-0-source": source.pk}

    refused = client.post(url, data | {"statements-0-text_en": "In English only."})
    assert refused.status_code == 200
    assert not GoodPractice.objects.filter(title_de="Größe zählt: ein Test").exists()

    for number in range(2):  # another text, else it would be the same form sent twice
        assert client.post(url, data | {"statements-0-text_de": f"Es wurde getan: {number}."}).status_code == 302
    found = GoodPractice.objects.filter(title_de="Größe zählt: ein Test").order_by("pk")
    assert [practice.slug for practice in found] == ["grosse-zahlt-ein-test", "grosse-zahlt-ein-test-2"]
    assert [practice.statements.get().text_de for practice in found] == ["Es wurde getan: 0.", "Es wurde getan: 1."]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"start": "soon"}, "start"),
        ({"start": "2027-05", "end": "2027-05-12"}, "end"),
        ({"start": "2027-05-12", "end": "2027-05-10"}, "end"),
        ({"start": "2027-05-12", "start_time": "15:00", "end_time": "10:00"}, "end_time"),
        ({"start": "2027-05-12", "status": "held"}, "status"),
        ({"country": "XX"}, "country"),
        ({"original_language": "Französisch"}, "original_language"),
        ({"time_zone": "Berlin"}, "time_zone"),
    ],
)
def test_a_wrong_entry_is_told_at_its_field(world, staff, values, field):
    client = sign_in(staff)
    meeting = world["mine"]["meeting"]
    url = address(meeting, "change", meeting.pk)

    answer = client.post(url, form_data(client, url) | {"status": "planned"} | values)

    assert answer.status_code == 200
    assert list(answer.context["adminform"].form.errors) == [field]


def test_a_date_may_be_written_as_editors_write_it(world, staff):
    client = sign_in(staff)
    meeting = world["mine"]["meeting"]
    url = address(meeting, "change", meeting.pk)

    for written, kept in (("14.07.2026", "2026-07-14"), ("7/2026", "2026-07"), ("2026", "2026")):
        client.post(url, form_data(client, url) | {"start": written})
        meeting.refresh_from_db()
        assert meeting.start == kept


def test_a_pasted_doi_loses_its_address(world, staff):
    client = sign_in(staff)
    document = world["mine"]["document"]
    url = address(document, "change", document.pk)

    assert client.post(url, form_data(client, url) | {"doi": "kein doi"}).status_code == 200
    client.post(url, form_data(client, url) | {"doi": "https://doi.org/10.3390/land10030326"})

    document.refresh_from_db()
    assert document.doi == "10.3390/land10030326"


# Translators


def test_translator_fills_their_language_and_nothing_else(world, translator):
    client = sign_in(translator)
    space = world["theirs"]["space"]
    url = address(space, "change", space.pk)
    data = form_data(client, url)

    response = client.post(
        url,
        data
        | {
            "summary_lv": "Telpa",
            "summary_en": "changed source",
            "summary_de": "geändert",
            "name": "changed",
            "slug": "changed",
            "published_at_0": "2020-01-01",
            "published_at_1": "00:00:00",
            "operation": "closed",
            "observations-0-text_lv": "Novērojums",
            "observations-0-text_en": "changed",
            "observations-0-stage": "established",
            "observations-0-DELETE": "on",
        },
    )

    space.refresh_from_db()
    observation = space.observations.get()
    assert response.status_code == 302
    assert (space.summary_lv, observation.text_lv) == ("Telpa", "Novērojums")
    assert (space.summary_en, space.summary_de) == (f"{SECRET} summary", None)
    assert (space.name, space.slug) == (f"{SECRET} Raum", f"{SECRET.lower()}-raum")
    assert (space.published_at, space.operation) == (None, "open")
    assert (observation.text_en, observation.stage) == (f"{SECRET} observation", "")


def test_translator_never_edits_the_language_a_text_was_written_in(world):
    translator = UserFactory(translator=True, languages=["en", "de"])
    client = sign_in(translator)
    term = world["shared"]["term"]
    url = address(term, "change", term.pk)

    client.post(url, form_data(client, url) | {"definition_en": "changed", "definition_de": "Ein Tisch"})

    term.refresh_from_db()
    assert (term.definition_en, term.definition_de) == ("A table", "Ein Tisch")


def test_translator_adds_deletes_and_publishes_nothing(world, translator):
    client = sign_in(translator)

    for model in admin.site._registry:
        assert client.get(address(model, "add")).status_code == 403, model
    for obj in [*world["mine"].values(), *world["shared"].values()]:
        assert client.post(address(obj, "delete", obj.pk), {"post": "yes"}).status_code == 403, obj
        assert type(obj).objects.filter(pk=obj.pk).exists()
    for obj in world["mine"].values():
        client.post(address(obj, "changelist"), {"action": "publish", "_selected_action": [obj.pk]})
        obj.refresh_from_db()
        assert getattr(obj, "published_at", None) is None


# Coordinators, superusers, strangers


def test_coordinator_edits_everything(world, coordinator):
    client = sign_in(coordinator)

    for group in world.values():
        for obj in group.values():
            assert client.get(address(obj, "change", obj.pk)).status_code == 200, obj
    space = world["theirs"]["space"]
    url = address(space, "change", space.pk)
    assert client.post(url, form_data(client, url) | {"name": "Renamed"}).status_code == 302


def test_coordinator_sees_no_superuser_and_makes_no_coordinator(world, coordinator):
    root = UserFactory(username="root", is_superuser=True)
    other = UserFactory(username="colleague", coordinator=True)
    client = sign_in(coordinator)

    for account in (root, other):
        for url in (address(account, "change", account.pk), f"/admin/partners/user/{account.pk}/password/"):
            assert client.get(url).status_code in (302, 403, 404)
    assert "root" not in client.get("/admin/partners/user/").content.decode()
    data = {"username": "new", "password1": "a-long-enough-phrase-9", "password2": "a-long-enough-phrase-9"}
    client.post("/admin/partners/user/add/", data | {"role": Role.COORDINATOR})
    client.post("/admin/partners/user/add/", data | {"role": "", "is_superuser": "on"})

    assert not User.objects.filter(username="new", role=Role.COORDINATOR).exists()
    assert not User.objects.filter(username="new", is_superuser=True).exists()


def test_nobody_makes_themselves_more(world, staff, translator):
    for user in (staff, translator):
        client = sign_in(user)
        for url in ("/admin/partners/user/", f"/admin/partners/user/{user.pk}/change/", "/admin/partners/user/add/"):
            assert client.get(url).status_code == 403
            assert client.post(url, {"is_superuser": "on", "role": "coordinator"}).status_code == 403


def test_without_an_account_every_address_leads_to_the_login(world):
    client = Client(raise_request_exception=False)

    for group in world.values():
        for obj in group.values():
            for url in [*pages_of(obj), address(obj, "changelist")]:
                response = client.get(url)
                assert response.status_code == 302, url
                assert response.headers["Location"].startswith("/admin/login/"), url


def test_a_deactivated_account_may_nothing(world):
    user = UserFactory(staff_of=world["mine"]["lag"], is_active=False)

    assert not may_edit(user, world["mine"]["space"])
    assert not visible(Space.objects.all(), user).exists()


def test_object_check_and_queryset_agree(world, staff, coordinator, translator):
    for user in (staff, coordinator, translator):
        for model in (
            LocalActionGroup, Space, StageObservation, WorkPackage, Activity, Page, Source, Term, Meeting, Takeaway,
            GoodPractice, PracticeStatement, Document, DocumentFile, TargetGroup, Argument, Case, Finding, Endorsement,
        ):  # fmt: skip
            allowed = set(editable(model.objects.all(), user))
            assert {obj for obj in model.objects.all() if may_edit(user, obj)} == allowed


def test_every_model_in_the_admin_says_whose_it_is():
    for model in admin.site._registry:
        if model._meta.app_label in ("partners", "spaces", "workpackages", "sources", "pages"):
            assert hasattr(model, "owner_path"), model


def test_every_content_model_is_guarded():
    for model, model_admin in admin.site._registry.items():
        assert isinstance(model_admin, GuardedAdmin), model
        if model is not User:
            assert issubclass(model_admin.form, KeepingForm), model
        for inline in model_admin.inlines:
            assert issubclass(inline.form, KeepingForm), inline
            assert issubclass(inline.formset, GoneRows), inline


def test_a_new_observation_changes_the_stage(world, staff):
    client = sign_in(staff)
    space = world["mine"]["space"]
    url = address(space, "change", space.pk)
    data = form_data(client, url)
    data |= {
        "observations-TOTAL_FORMS": "2",
        "observations-1-position": "9",
        "observations-1-event": Event.IN_USE,
        "observations-1-stage": "established",
        "observations-1-text_en": "Full.",
        "observations-1-source": Source.objects.first().pk,
        "observations-1-confidence": "high",
        "observations-1-date": "2024-05",
    }

    response = client.post(url, data)

    space.refresh_from_db()
    assert (response.status_code, space.stage) == (302, "established")


# What a hostile review found


def test_a_superuser_with_a_role_is_out_of_a_coordinators_reach(world, coordinator):
    root = UserFactory(staff_of=world["mine"]["lag"], is_superuser=True)
    client = sign_in(coordinator)

    assert client.get(address(root, "change", root.pk)).status_code == 302
    response = client.post(
        f"/admin/partners/user/{root.pk}/password/",
        {"password1": "taken-over-0123456", "password2": "taken-over-0123456", "usable_password": "true"},
    )  # fmt: skip
    root.refresh_from_db()
    assert response.status_code in (302, 403, 404)
    assert not root.check_password("taken-over-0123456")


def test_a_translator_without_languages_sees_nothing(world):
    user = UserFactory(translator=True, languages=[])

    assert not visible(Space.objects.all(), user).exists()


def test_staff_write_in_their_own_language_alone(world, staff):
    """No language is required but the one that the record is written in."""
    client = sign_in(staff)
    space = world["mine"]["space"]
    Space.objects.filter(pk=space.pk).update(source_language="de", summary_de="Ein Raum")
    url = address(space, "change", space.pk)
    data = form_data(client, url)
    data |= {
        "observations-TOTAL_FORMS": "2",
        "observations-1-position": "2",
        "observations-1-event": Event.IN_USE,
        "observations-1-text_de": "Drei Menschen arbeiten dort.",
        "observations-1-source": Source.objects.first().pk,
        "observations-1-confidence": "high",
    }

    refused = client.post(
        url, data | {"observations-1-text_de": "", "observations-1-text_en": "Three people work there."}
    )
    assert "observations-1-text_de" in refused.content.decode()
    assert refused.context["inline_admin_formsets"][0].formset.errors[1].keys() == {"text_de"}

    assert client.post(url, data).status_code == 302
    assert space.observations.get(position=2).text_de == "Drei Menschen arbeiten dort."


def test_saving_does_not_undo_what_staff_cannot_see(world, staff):
    space = world["mine"]["space"]
    Space.objects.filter(pk=space.pk).update(same_rooms_as=world["theirs"]["space"])
    client = sign_in(staff)
    url = address(space, "change", space.pk)

    assert SECRET not in client.get(url).content.decode()
    client.post(url, form_data(client, url) | {"summary_en": "New"})

    space.refresh_from_db()
    assert (space.summary_en, space.same_rooms_as) == ("New", world["theirs"]["space"])


def test_two_editors_of_a_goal_keep_each_others_languages(world, coordinator, translator):
    goal = world["shared"]["goal"]
    url = address(goal, "change", goal.pk)
    one, other = sign_in(coordinator), sign_in(translator)
    opened = form_data(one, url)

    other.post(url, form_data(other, url) | {"text_lv": "Mērķis"})
    one.post(url, opened | {"text_de": "Ziel"})

    goal.refresh_from_db()
    assert (goal.text_lv, goal.text_de) == ("Mērķis", "Ziel")


def test_a_date_in_the_address_of_a_new_form_is_no_error(world, staff):
    assert sign_in(staff).get("/admin/spaces/space/add/?published_at=x&lag=zz").status_code == 200


def test_a_former_address_cannot_be_taken_by_another_group(world, coordinator):
    mine, theirs = world["mine"]["space"], world["theirs"]["space"]
    for space, slug in ((theirs, "new-address"), (mine, f"{SECRET.lower()}-raum"), (mine, "away")):
        space.refresh_from_db()
        space.slug = slug
        space.save()
    Space.objects.update(published_at="2026-01-01T00:00Z")

    response = Client().get(f"/en/spaces/{SECRET.lower()}-raum/")

    assert (response.status_code, response.headers["Location"]) == (301, "/en/spaces/new-address/")
