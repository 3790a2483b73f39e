import pytest

from colabora.checks import blanks_are_filled, every_source_language_is_one_of_the_site, the_project_is_complete
from colabora.pages.models import Page
from tests.factories.partners import LocalActionGroupFactory
from tests.factories.workpackages import ModerationFactory, WorkPackageFactory

pytestmark = pytest.mark.django_db
DATABASES = ["default"]


def ids(warnings):
    return [warning.id for warning in warnings]


def test_unfilled_blanks_are_told_until_they_are_filled(django_user_model):
    page = Page.objects.create(
        slug="imprint", title_en="Imprint", body_en="Name: [[name]]", published_at="2026-01-01T00:00Z"
    )
    (warning,) = blanks_are_filled(None, DATABASES)
    assert (warning.id, "imprint" in warning.msg) == ("colabora.W001", True)

    page.body_en = "Name: Association"
    page.save()

    assert blanks_are_filled(None, DATABASES) == []


def test_a_project_without_lead_partner_or_moderators_is_told():
    moderation = ModerationFactory()
    assert ids(the_project_is_complete(None, DATABASES)) == ["colabora.W002"]

    moderation.lag.is_lead_partner = True
    moderation.lag.save()
    assert the_project_is_complete(None, DATABASES) == []

    LocalActionGroupFactory(published=True)
    WorkPackageFactory(published=True, number=4 if moderation.work_package.number != 4 else 3)
    assert ids(the_project_is_complete(None, DATABASES)) == ["colabora.W003", "colabora.W004"]


def test_a_language_that_records_were_written_in_cannot_be_taken_out(settings):
    Page.objects.create(slug="imprint", title_lv="Ziņas", body_lv="Ziņas", source_language="lv")
    assert every_source_language_is_one_of_the_site(None, DATABASES) == []

    settings.LANGUAGE_CODES = [code for code in settings.LANGUAGE_CODES if code != "lv"]
    (error,) = every_source_language_is_one_of_the_site(None, DATABASES)

    assert (error.id, error.is_serious()) == ("colabora.E001", True)
    assert "1 pages.page (lv)" in error.msg
