"""The translation desk: who may do what, what becomes of two people's texts, what is counted."""

import csv
import io
import time

import pytest
from django.test import Client
from django.urls import reverse

from colabora.history.snapshots import states_of
from colabora.translations.models import Confirmation, Delivery, Draft, SecondLook
from colabora.translations.states import MISSING, NEEDS_REVIEW, OUTDATED, UP_TO_DATE, confirm, digest, texts
from partners.models import Role
from spaces.models import Space, StageObservation
from tests.factories.partners import LocalActionGroupFactory, UserFactory
from tests.factories.spaces import SpaceFactory, StageObservationFactory
from workpackages.models import WorkPackage

pytestmark = pytest.mark.django_db


@pytest.fixture
def space():
    return SpaceFactory(published=True, name="Old Station", summary_en="A room with 8 desks.")


@pytest.fixture
def translator():
    return UserFactory(translator=True, username="ilze")


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(row, language="lv", field="summary") -> str:
    return reverse("translate:text", args=[language, row._meta.label_lower, row.pk, field])


def text_of(row, language="lv", field="summary"):
    found = texts(type(row).objects.filter(pk=row.pk), [language])
    return next(text for text in found if text.field == field)


def send(client, row, words, do="done", language="lv", field="summary", **data):
    text = text_of(row, language, field)
    seen = {"source_seen": digest(text.source), "text_seen": digest(text.text)}
    return client.post(address(row, language, field), {"do": do, "words": words, **seen, **data})


# A text's way


def test_a_draft_is_not_public_and_done_is(space, translator):
    client = signed_in(translator)

    send(client, space, "Telpa ar 8 galdiem.", do="save")
    kept = Draft.objects.get()
    space.refresh_from_db()
    before = space.summary_lv
    shown = client.get(address(space)).content.decode()
    response = send(client, space, "Telpa ar 8 galdiem.")
    space.refresh_from_db()

    assert (kept.text, before or "") == ("Telpa ar 8 galdiem.", "")
    assert "Telpa ar 8 galdiem.</textarea>" in shown
    assert response.status_code == 302
    assert space.summary_lv == "Telpa ar 8 galdiem."
    assert text_of(space).state == UP_TO_DATE
    assert not Draft.objects.exists()
    assert states_of(space).first().revision.user == translator


def test_done_opens_the_next_text_of_the_queue_and_the_last_one_the_list(space, translator):
    second = SpaceFactory(published=True, summary_en="Another room.")
    client = signed_in(translator)
    query = "?model=spaces.space"

    first = client.post(
        address(space) + query,
        {
            "do": "done",
            "words": "Telpa ar 8 galdiem.",
            "source_seen": digest(space.summary_en),
            "text_seen": digest(""),
        },
    )
    last = client.post(
        address(second) + query,
        {"do": "done", "words": "Cita telpa.", "source_seen": digest(second.summary_en), "text_seen": digest("")},
    )

    assert first.headers["Location"] == address(second) + query
    assert last.headers["Location"] == reverse("translate:queue", args=["lv"]) + query


def test_still_right_confirms_what_a_changed_source_outdated(space, translator):
    space.summary_lv = "Telpa ar 8 galdiem."
    space.save()
    confirm(space, ["summary_lv"])
    Space.objects.filter(pk=space.pk).update(summary_en="A room with 8 desks!")
    client = signed_in(translator)

    page = client.get(address(space)).content.decode()
    before = text_of(space).state
    send(client, space, "Telpa ar 8 galdiem.", do="still-right")

    assert before == OUTDATED
    assert "<ins>" in page
    assert "What changed in the source" in page
    assert text_of(space).state == UP_TO_DATE
    assert Delivery.objects.get().work == "still-right"


def test_remarks_are_shown_before_a_text_is_finished_and_may_be_overruled(space, translator):
    client = signed_in(translator)

    first = send(client, space, "Telpa ar galdiem.")
    space.refresh_from_db()
    kept = space.summary_lv
    html = first.content.decode()
    mark = html.split('name="despite" value="')[1].split('"')[0]
    second = send(client, space, "Telpa ar galdiem.", despite=mark)
    space.refresh_from_db()

    assert (first.status_code, kept or "") == (422, "")
    assert "Numbers of the source that are not in the translation: 8" in html
    assert "Telpa ar galdiem.</textarea>" in html
    assert (second.status_code, space.summary_lv) == (302, "Telpa ar galdiem.")


@pytest.mark.parametrize(
    ("words", "said"),
    [("  ", "Write the translation first."), ("x" * 201, "at most 200 characters")],
)
def test_what_the_database_cannot_take_is_said_and_nothing_is_lost(space, translator, words, said):
    Space.objects.filter(pk=space.pk).update(operator="The county council")
    Space.objects.filter(pk=space.pk).update(operator_en="The county council")

    response = send(signed_in(translator), space, words, field="operator")

    assert response.status_code == 422
    assert said in response.content.decode()
    assert f"{words.strip()}</textarea>" in response.content.decode()


def test_a_text_of_no_human_length_is_refused_quickly(translator):
    lag = LocalActionGroupFactory(published=True, description_en="Area")
    client = signed_in(translator)

    for words in ("](" * 24_000, "](" * 100_000):
        began = time.process_time()
        send(client, lag, words, field="description", do="save")
        client.get(address(lag, field="description"))
        assert time.process_time() - began < 5

    assert [len(draft.text) for draft in Draft.objects.all()] == [48_000]


def test_markdown_links_and_blanks_are_compared(translator):
    lag = LocalActionGroupFactory(
        published=True, description_en="## Area\n\n- one\n- two\n\n[Site](https://example.org) and [[address]]"
    )
    words = "Apgabals\n\n- viens\n\n[Vietne](https://example.com)"

    html = send(signed_in(translator), lag, words, field="description").content.decode()

    assert "−https://example.org, +https://example.com" in html
    assert "1 blanks" in html or "blanks in [[double brackets]]" in html
    assert "In the source: 1 headings; in the translation: 0." in html
    assert "In the source: 2 list items; in the translation: 1." in html


def test_a_translator_may_work_by_way_of_an_english_text_that_is_up_to_date_and_it_is_recorded(translator):
    space = SpaceFactory(
        published=True, source_language="de", summary_en="A room.", summary_de="Ein Raum.", heading_de="Raum"
    )
    client = signed_in(translator)

    not_offered = client.get(address(space)).content.decode()
    confirm(space, ["summary_en"])
    offered = client.get(address(space)).content.decode()
    page = client.get(address(space) + "?via=en").content.decode()
    send(client, space, "Telpa.", via="en")

    assert "via=en" not in not_offered
    assert "via=en" in offered
    assert '<div class="pair__text" lang="en"><p>A room.</p></div>' in page
    assert Confirmation.objects.get(language="lv").via == Delivery.objects.get().via == "en"


# Two people at one text


def test_two_people_keep_both_texts(space, translator):
    other = UserFactory(translator=True, username="anna")
    mine, theirs = signed_in(translator), signed_in(other)
    seen = {"source_seen": digest(space.summary_en), "text_seen": digest("")}

    mine.post(address(space), {"do": "save", "words": "Mans 8 teksts.", **seen})
    page = theirs.get(address(space)).content.decode()
    theirs.post(address(space), {"do": "done", "words": "Viņas 8 teksts.", **seen})
    conflict = mine.post(address(space), {"do": "done", "words": "Mans 8 teksts.", **seen})
    html = conflict.content.decode()
    space.refresh_from_db()
    kept = space.summary_lv
    again = mine.post(
        address(space), {"do": "done", "words": "Mans 8 teksts.", **seen, "text_seen": digest("Viņas 8 teksts.")}
    )
    space.refresh_from_db()

    assert "ilze is working on this text, too" in page
    assert "Mans 8 teksts." in page
    assert (conflict.status_code, kept) == (409, "Viņas 8 teksts.")
    assert "Somebody else has finished this text meanwhile" in html
    assert "Viņas 8 teksts." in html
    assert "Mans 8 teksts.</textarea>" in html
    assert (again.status_code, space.summary_lv) == (302, "Mans 8 teksts.")
    assert "Viņas 8 teksts." in str([state.serialized_data for state in states_of(space)])


def test_a_source_that_changed_while_somebody_wrote_is_shown_before_the_text_is_finished(space, translator):
    seen = {"source_seen": digest(space.summary_en), "text_seen": digest("")}
    Space.objects.filter(pk=space.pk).update(summary_en="A hall with 8 desks.")

    response = signed_in(translator).post(address(space), {"do": "done", "words": "Telpa ar 8 galdiem.", **seen})
    space.refresh_from_db()

    assert response.status_code == 422
    assert "The source was changed while you were writing" in response.content.decode()
    assert not space.summary_lv


@pytest.mark.parametrize("do", ["still-right", "check"])
def test_who_has_changed_the_text_does_not_lose_it_by_saying_that_the_old_one_is_right(space, translator, do):
    space.summary_lv = "Telpa ar 8 galdiem."
    space.save()

    response = send(signed_in(translator), space, "Zāle ar 8 galdiem.", do=do)

    assert response.status_code == 422
    assert "Zāle ar 8 galdiem.</textarea>" in response.content.decode()
    assert Draft.objects.get().text == "Zāle ar 8 galdiem."
    assert text_of(space).state == NEEDS_REVIEW


def test_a_scripts_save_that_arrives_after_its_text_was_finished_revives_no_draft(space, translator):
    client = signed_in(translator)
    seen = {"source_seen": digest(space.summary_en), "text_seen": digest("")}

    client.post(address(space), {"do": "done", "words": "Telpa ar 8 galdiem.", **seen})
    late = client.post(
        address(space), {"do": "save", "words": "Telpa ar 8 gal", **seen}, headers={"Accept": "application/json"}
    )

    assert late.status_code == 200
    assert not Draft.objects.exists()


def test_what_was_typed_comes_back_when_the_forms_protection_has_expired(space, translator):
    client = Client(enforce_csrf_checks=True)
    client.force_login(translator)

    response = client.post(address(space), {"do": "done", "words": "Garš <teksts>."})

    assert response.status_code == 403
    assert "Garš &lt;teksts&gt;.</textarea>" in response.content.decode()


def test_a_form_sent_twice_is_delivered_once(space, translator):
    client = signed_in(translator)
    seen = {"source_seen": digest(space.summary_en), "text_seen": digest("")}

    for _time in range(2):
        client.post(address(space), {"do": "done", "words": "Telpa ar 8 galdiem.", **seen})

    assert [line.words for line in Delivery.objects.all()] == [5]


# Rights


def everything_at(row, language):
    """Each address of the desk that is about one text or one language."""
    one = [language, row._meta.label_lower, row.pk, "summary"]
    return [
        reverse("translate:queue", args=[language]), reverse("translate:files", args=[language]),
        reverse("translate:export", args=[language]), reverse("translate:text", args=one),
        reverse("translate:next", args=one), reverse("translate:previous", args=one),
        reverse("translate:interface", args=[language]), reverse("translate:interface-file", args=[language]),
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["de", "fr", "en", "xx"])
def test_a_translator_of_one_language_reaches_no_other(space, translator, language):
    german = UserFactory(translator=True, languages=["de"])
    Draft.objects.create(
        user=german,
        row=space,
        field="summary",
        language="de",
        text="Geheimer Entwurf",
        source_digest="",
        seen_digest="",
    )
    client = signed_in(translator)
    seen = {"source_seen": digest(space.summary_en), "text_seen": digest("")}

    for url in everything_at(space, language):
        response = client.get(url)
        assert response.status_code == 404, url
        assert "Geheimer Entwurf" not in response.content.decode()
    for do in ("save", "done", "still-right", "check", "discard", "preview"):
        assert client.post(address(space, language), {"do": do, "words": "X", **seen}).status_code == 404
    space.refresh_from_db()

    assert (space.summary_de or "", space.summary_en) == ("", "A room with 8 desks.")
    assert [draft.text for draft in Draft.objects.all()] == ["Geheimer Entwurf"]


def test_the_source_is_no_translation_even_where_its_language_is_a_translators(translator):
    space = SpaceFactory(published=True, source_language="lv", summary_lv="Telpa.", heading_lv="Telpa")
    client = signed_in(translator)

    response = client.post(address(space), {"do": "done", "words": "Cita telpa.", "source_seen": "", "text_seen": ""})
    space.refresh_from_db()

    assert client.get(address(space)).status_code == response.status_code == 404
    assert space.summary_lv == "Telpa."


def test_staff_translate_their_own_groups_content_into_all_languages_and_nothing_else(space):
    theirs = SpaceFactory(published=True, name="Geheimnisbach", summary_en="Secret room.")
    client = signed_in(UserFactory(staff_of=space.lag))

    own = send(client, space, "Ein Raum mit 8 Tischen.", language="de")
    queue = client.get(reverse("translate:queue", args=["de"])).content.decode()
    exported = client.get(reverse("translate:export", args=["de"])).content.decode()

    assert own.status_code == 302
    assert client.get(address(theirs, "de")).status_code == 404
    assert client.post(address(theirs, "de"), {"do": "done", "words": "X"}).status_code == 404
    assert "Secret room" not in queue + exported


def test_names_of_draft_groups_and_packages_are_not_offered(space):
    LocalActionGroupFactory(short_name="Geheimnisbach")
    WorkPackage.objects.create(number=3, title_en="Secret package")
    staff, leader = signed_in(UserFactory(staff_of=space.lag)), signed_in(UserFactory(coordinator=True))

    for url in (
        reverse("translate:queue", args=["de"]),
        reverse("translate:files", args=["de"]),
        "/translate/coverage/",
    ):
        pages = [client.get(url).content.decode() for client in (staff, leader)]
        assert [("Geheimnisbach" in page, "Secret package" in page) for page in pages] == [(False, False), (True, True)]


@pytest.mark.parametrize("make", [dict, lambda: {"role": Role.TRANSLATOR, "languages": []}])
def test_an_account_without_a_language_finds_no_desk(make):
    client = signed_in(UserFactory(**make()))

    assert [client.get(reverse(f"translate:{name}")).status_code for name in ("overview", "coverage", "words-csv")] == [
        403, 403, 403,
    ]  # fmt: skip


def test_nobody_gets_in_without_signing_in(space, visitor):
    urls = [*everything_at(space, "lv"), *(reverse(f"translate:{name}") for name in ("overview", "coverage"))]
    for url in urls:
        response = visitor.get(url)
        assert (response.status_code, response.headers["Location"].split("?")[0]) == (302, "/admin/login/")
        assert "no-store" in response.headers["Cache-Control"]


def test_only_the_coordinator_asks_for_second_looks(translator):
    url = reverse("translate:second-looks")

    assert signed_in(translator).post(url, {"language": "lv"}).status_code == 403
    assert signed_in(UserFactory(coordinator=True)).post(url, {"language": ["lv", "xx"]}).status_code == 302
    assert [look.language for look in SecondLook.objects.all()] == ["lv"]


# Previews


def test_the_preview_shows_the_draft_in_its_language_only_and_keeps_nothing(translator):
    space = SpaceFactory(name="Old Station", summary_en="A room.", summary_de="Ein Raum.")
    observation = StageObservationFactory(space=space, text_en="People came.")
    client = signed_in(translator)
    send(client, observation, "Cilvēki nāca.", do="save", field="text")

    response = send(client, space, "Mana telpa.", do="preview")
    shown = Client().get(response.headers["Location"])
    elsewhere = Client().get(response.headers["Location"].replace("/lv/", "/de/"))
    space.refresh_from_db()

    assert response.headers["Location"].startswith("/lv/preview/")
    assert "Mana telpa." in shown.content.decode()
    assert "Cilvēki nāca." in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    assert elsewhere.status_code == 404
    assert (space.summary_lv or "") == ""


def test_the_admin_gives_a_translator_a_preview_in_their_language_only(translator):
    space = SpaceFactory(summary_en="A room.", summary_de="Ein Raum.")
    html = signed_in(translator).get(f"/admin/spaces/space/{space.pk}/change/").content.decode()
    link = html.split('href="/lv/preview/')[1].split('"')[0]

    assert Client().get(f"/lv/preview/{link}").status_code == 200
    assert Client().get(f"/de/preview/{link}").status_code == 404


def test_a_preview_ends_with_its_writers_rights(space, translator):
    url = send(signed_in(translator), space, "Mana telpa.", do="preview").headers["Location"]
    before = Client().get(url).status_code
    translator.is_active = False
    translator.save()

    assert (before, Client().get(url).status_code) == (200, 404)


# A second look


def test_done_by_the_second_person_on_an_unchanged_text_is_the_check(space, translator):
    SecondLook.objects.create(language="lv")
    send(signed_in(translator), space, "Telpa ar 8 galdiem.")

    send(signed_in(UserFactory(translator=True)), space, "Telpa ar 8 galdiem.")

    assert text_of(space).state == UP_TO_DATE
    assert Confirmation.objects.get(language="lv").confirmed_by == translator


def test_a_second_person_checks_where_the_coordinator_asks_for_it(space, translator):
    SecondLook.objects.create(language="lv")
    other, mine = signed_in(UserFactory(translator=True)), signed_in(translator)

    send(mine, space, "Telpa ar 8 galdiem.")
    waiting = text_of(space)
    send(mine, space, "Telpa ar 8 galdiem.", do="check")
    still_waiting = text_of(space).state
    send(other, space, "Telpa ar 8 galdiem.", do="check")

    assert (waiting.state, waiting.awaits_second_look, still_waiting) == (NEEDS_REVIEW, True, NEEDS_REVIEW)
    assert text_of(space).state == UP_TO_DATE
    assert [line.work for line in Delivery.objects.all()] == ["new", "checked"]


# What is counted


def test_words_are_new_changed_and_repeated(translator):
    made = [SpaceFactory(published=True, summary_en="One two three.") for _number in range(2)]
    outdated = SpaceFactory(published=True, summary_en="Four five.", summary_lv="Četri pieci.")
    confirm(outdated, ["summary_lv"])
    Space.objects.filter(pk=outdated.pk).update(summary_en="Four five six.")
    client = signed_in(translator)

    html = client.get(reverse("translate:queue", args=["lv"]) + "?model=spaces.space").content.decode()
    numbers = [part.split("</dd>")[0] for part in html.split("<dd>")[1:5]]

    assert [text.state for text in texts(Space.objects.filter(pk__in=[row.pk for row in made]), ["lv"])] == [
        MISSING
    ] * 2
    assert numbers == ["3", "3", "0", "3"]
    assert "3 texts, 9 words" in html


def test_delivered_words_come_as_a_table_each_translator_theirs(space, translator):
    send(signed_in(translator), space, "Telpa ar 8 galdiem.")
    other = UserFactory(translator=True, username="=cmd()")
    send(signed_in(other), StageObservationFactory(space=space, text_en="Two words"), "Divi vārdi", field="text")

    def rows_for(user, query=""):
        answer = signed_in(user).get(reverse("translate:words-csv") + query).content.decode("utf-8-sig")
        return [(row[1], row[3], row[5], row[6]) for row in list(csv.reader(io.StringIO(answer)))[1:]]

    assert rows_for(translator) == [("ilze", "lv", "new", "5")]
    assert rows_for(UserFactory(coordinator=True)) == [("ilze", "lv", "new", "5"), ("'=cmd()", "lv", "new", "2")]
    assert rows_for(translator, "?start=2020-01-01&end=2020-12-31") == []
    assert rows_for(translator, "?start=nonsense&end=9999-99-99") == [("ilze", "lv", "new", "5")]


@pytest.mark.parametrize("count", [1, 3])
def test_pages_cost_the_same_queries_however_much_there_is(count, translator, django_assert_num_queries):
    for _number in range(count):
        StageObservationFactory(space=SpaceFactory(published=True))
    client, leader = signed_in(translator), signed_in(UserFactory(coordinator=True))
    client.get(reverse("translate:queue", args=["lv"]))  # what each process asks once
    leader.get(reverse("translate:coverage"))

    with django_assert_num_queries(67):
        client.get(reverse("translate:queue", args=["lv"]))
    with django_assert_num_queries(64):
        leader.get(reverse("translate:coverage"))


def test_a_strange_question_is_answered_by_a_list(space, translator):
    client = signed_in(translator)
    for query in ("model=auth.user", "lag=999999999999999999999", "package=x", "state=none", "page=x", "page=-1"):
        response = client.get(f"{reverse('translate:queue', args=['lv'])}?{query}")
        assert response.status_code == 200
        assert "A room with 8 desks." in response.content.decode()


def test_a_deleted_record_is_gone_from_the_desk(space, translator):
    url, client = address(space), signed_in(translator)
    StageObservation.objects.all().delete()
    space.delete()

    assert client.get(url).status_code == 404
    assert client.post(url, {"do": "done", "words": "X"}).status_code == 404
