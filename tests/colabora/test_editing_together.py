"""Two editors on one record: neither's text is lost, and only where both wrote somebody has to choose."""

import pytest
from django.test import Client

from spaces.models import Amenity, SpaceFact
from tests.factories.partners import UserFactory
from tests.factories.sources import SourceFactory
from tests.factories.spaces import SpaceFactory, StageObservationFactory
from tests.partners.test_permissions import form_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def space():
    space = SpaceFactory(summary_en="A room.\nWith a view.", place="Kandava")
    StageObservationFactory(space=space, text_en="Old.")
    return space


@pytest.fixture
def editors():
    pair = []
    for name in ("anna", "berta"):
        client = Client()
        client.force_login(UserFactory(coordinator=True, username=name))
        pair.append(client)
    return pair


def url_of(space):
    return f"/admin/spaces/space/{space.pk}/change/"


def saved(client, space, data):
    response = client.post(url_of(space), data)
    space.refresh_from_db()
    return response.status_code == 302, response


def browser_data(client, space):
    """A browser sends its own line ends."""
    data = form_data(client, url_of(space))
    return {name: value.replace("\n", "\r\n") if isinstance(value, str) else value for name, value in data.items()}


def test_changes_of_different_fields_come_together(space, editors):
    anna, berta = editors
    hers, mine = browser_data(anna, space), browser_data(berta, space)

    first, _answer = saved(anna, space, hers | {"place": "Tukums", "summary_lv": "Telpa."})
    second, _answer = saved(berta, space, mine | {"summary_en": "A hall.", "observations-0-text_de": "Neu."})

    assert (first, second) == (True, True)
    assert (space.place, space.summary_lv, space.summary_en) == ("Tukums", "Telpa.", "A hall.")
    assert space.observations.get().text_de == "Neu."


def test_untouched_lines_are_no_change(space, editors):
    data = browser_data(editors[0], space)

    saved(editors[0], space, data)

    assert space.summary_en == "A room.\nWith a view."


def test_where_both_wrote_the_second_sees_both_texts_and_chooses(space, editors):
    anna, berta = editors
    mine = browser_data(berta, space)
    saved(anna, space, browser_data(anna, space) | {"summary_en": "A <b>hall</b>.", "place": "Tukums"})

    done, answer = saved(berta, space, mine | {"summary_en": "A loft."})
    html = answer.content.decode()
    name = "choose-summary_en"
    theirs = html.partition(f'name="{name}" value="theirs:')[2].partition('"')[0]

    assert not done
    assert space.summary_en == "A <b>hall</b>."
    assert "anna saved something else here" in html
    assert "A &lt;b&gt;hall&lt;/b&gt;." in html
    assert ">\nA loft.</textarea>" in html
    for choice, expected in (("theirs", "A <b>hall</b>."), ("mine", "A loft.")):
        done, _answer = saved(berta, space, mine | {"summary_en": "A loft.", name: f"{choice}:{theirs}"})
        assert done, choice
        assert (space.summary_en, space.place) == (expected, "Tukums")


def test_a_choice_counts_only_for_the_text_that_was_shown(space, editors):
    anna, berta = editors
    mine = browser_data(berta, space) | {"summary_en": "A loft."}
    saved(anna, space, browser_data(anna, space) | {"summary_en": "A hall."})
    _done, answer = saved(berta, space, mine)
    mark = answer.content.decode().partition('value="mine:')[2].partition('"')[0]
    saved(anna, space, browser_data(anna, space) | {"summary_en": "A cellar."})

    done, answer = saved(berta, space, mine | {"choose-summary_en": f"mine:{mark}"})

    assert not done
    assert "A cellar." in answer.content.decode()


def test_parts_are_brought_together_too(space, editors):
    anna, berta = editors
    mine = browser_data(berta, space)
    saved(anna, space, browser_data(anna, space) | {"observations-0-text_en": "First.", "observations-0-date": "2022"})

    done, answer = saved(berta, space, mine | {"observations-0-text_en": "Second."})

    assert not done
    assert "First." in answer.content.decode()
    assert space.observations.get().text_en == "First."


def test_choices_of_several_are_brought_together_too(space, editors):
    kitchen, printer = (Amenity.objects.create(slug=slug, name_en=slug) for slug in ("kitchen", "printer"))
    space.amenities.add(kitchen)
    anna, berta = editors
    mine = browser_data(berta, space)
    saved(anna, space, browser_data(anna, space) | {"amenities": [kitchen.pk, printer.pk]})

    done, _answer = saved(berta, space, mine | {"amenities": [kitchen.pk], "place": "Tukums"})

    assert done
    assert set(space.amenities.all()) == {kitchen, printer}


def test_what_a_colleague_deleted_stays_deleted_if_one_left_it_alone(space, editors):
    StageObservationFactory(space=space, text_en="Kept.")
    anna, berta = editors
    mine = browser_data(berta, space)
    saved(anna, space, browser_data(anna, space) | {"observations-0-DELETE": "on"})

    done, _answer = saved(berta, space, mine | {"observations-1-text_en": "Kept, and changed."})

    assert done
    assert [row.text_en for row in space.observations.all()] == ["Kept, and changed."]


def test_a_text_in_what_a_colleague_deleted_is_not_lost(space, editors):
    anna, berta = editors
    mine = browser_data(berta, space)
    saved(anna, space, browser_data(anna, space) | {"observations-0-DELETE": "on"})

    done, answer = saved(berta, space, mine | {"observations-0-text_en": "My long work."})
    again = answer.content.decode()
    assert not done
    assert "Somebody deleted what you have changed here" in again
    assert "My long work." in again

    fresh = browser_data(berta, space) | {
        name: value for name, value in mine.items() if name.startswith("observations-0-") and not name.endswith("-id")
    }
    fresh |= {"observations-TOTAL_FORMS": "1", "observations-0-text_en": "My long work.", "observations-0-id": ""}
    done, _answer = saved(berta, space, fresh)
    assert done
    assert space.observations.get().text_en == "My long work."


def test_a_translators_old_form_does_not_undo_the_source(space, editors):
    translator = Client()
    translator.force_login(UserFactory(translator=True))
    mine = browser_data(translator, space)
    saved(editors[0], space, browser_data(editors[0], space) | {"summary_en": "A hall."})

    done, _answer = saved(translator, space, mine | {"summary_lv": "Zāle."})

    assert done
    assert (space.summary_en, space.summary_lv) == ("A hall.", "Zāle.")


def test_records_without_a_version_are_brought_together_too(editors):
    source = SourceFactory(title_en="Old", url="https://paper.example/old")
    anna, berta = editors
    url = f"/admin/sources/source/{source.pk}/change/"
    mine, hers = form_data(berta, url), form_data(anna, url)
    anna.post(url, hers | {"title_en": "Hers"})

    answer = berta.post(url, mine | {"title_en": "Mine"})

    source.refresh_from_db()
    assert source.title_en == "Hers"
    assert "Hers" in answer.content.decode()


def test_what_a_colleague_has_just_rewritten_is_not_deleted_unseen(space, editors):
    anna, berta = editors
    mine = browser_data(berta, space)
    saved(anna, space, browser_data(anna, space) | {"observations-0-text_en": "Corrected."})

    done, answer = saved(berta, space, mine | {"observations-0-DELETE": "on"})

    assert not done
    assert "Corrected." in answer.content.decode()
    assert space.observations.get().text_en == "Corrected."


def test_a_ticked_box_in_what_a_colleague_deleted_is_no_change(space, editors):
    SpaceFact.objects.create(space=space, kind="opened", date="2019", source=SourceFactory(), is_planned=True)
    anna, berta = editors
    mine = browser_data(berta, space) | {"facts-0-is_planned": "on"}
    saved(anna, space, browser_data(anna, space) | {"facts-0-DELETE": "on", "facts-0-is_planned": "on"})

    done, _answer = saved(berta, space, mine | {"place": "Tukums"})

    assert done
    assert not space.facts.exists()


def test_the_same_form_sent_twice_adds_once(space, editors):
    client, _other = editors
    data = browser_data(client, space) | {
        "observations-TOTAL_FORMS": "2", "observations-1-position": "9", "observations-1-event": "in_use",
        "observations-1-text_en": "Once.", "observations-1-source": space.observations.get().source_id,
        "observations-1-confidence": "high",
    }  # fmt: skip

    assert saved(client, space, data)[0]
    assert saved(client, space, data)[0]

    assert space.observations.filter(text_en="Once.").count() == 1


def test_of_a_record_that_is_gone_what_was_typed_is_shown(space, editors):
    client, _other = editors
    url, data = url_of(space), browser_data(client, space)
    space.delete()

    answer = client.post(url, data | {"summary_en": "My <long> work."})

    assert answer.status_code == 404
    assert "My &lt;long&gt; work.</textarea>" in answer.content.decode()
    assert answer.content.decode().count("<textarea") == 1


def test_nonsense_about_rows_is_answered_at_once(space, editors):
    client, _other = editors
    data = browser_data(client, space) | {"observations-INITIAL_FORMS": "3000000000", "observations-0-id": "999999"}

    assert saved(client, space, data)[1].status_code in (200, 302)
