import pytest
from django.core.management import call_command

from colabora.seeding import loader
from colabora.seeding.models import SeedRecord
from colabora.sources.models import Citation, Source
from spaces.models import Space, StageObservation

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("seeded")]


def seed(capsys):
    call_command("seed")
    return capsys.readouterr().out


def everything():
    return {
        model: sorted(map(str, model.objects.order_by("pk").values_list()))
        for model in (Space, StageObservation, Source, Citation, SeedRecord)
    }


def test_the_second_run_changes_nothing(content, capsys):
    before = everything()

    told = seed(capsys)

    assert everything() == before
    assert "65 unchanged" in told
    assert not {"created", "updated", "kept", "deleted"} & set(told.split())


def test_what_an_editor_changed_is_kept_and_told(content, capsys):
    Space.objects.filter(slug="le-chai-bonnat").update(summary_de="Von Hand geändert")

    told = seed(capsys)

    assert Space.objects.get(slug="le-chai-bonnat").summary_de == "Von Hand geändert"
    assert "1 kept because edited here" in told


def test_what_an_editor_deleted_is_not_made_again(content, capsys):
    Space.objects.get(slug="le-chai-bonnat").delete()

    told = seed(capsys)

    assert not Space.objects.filter(slug="le-chai-bonnat").exists()
    assert "1 left out because deleted here" in told


def test_a_corrected_seed_reaches_what_nobody_edited(content, capsys, monkeypatch):
    """One field corrected in the seed, another edited in the admin: the one is updated, the other kept."""
    Space.objects.filter(slug="le-chai-bonnat").update(summary_fr="Texte de la rédaction")
    original = loader.read_documents

    def corrected(folders):
        records = original(folders)
        for space in records["space"]:
            if space["key"] == "le-chai-bonnat":
                space["summary"] = {**space["summary"], "en": "Corrected", "fr": "Corrigé"}
                space["amenities"] = ["kitchen"]
                space["observations"][0]["text"]["en"] = "Corrected too."
        return records

    monkeypatch.setattr("colabora.management.commands.seed.read_documents", corrected)
    seed(capsys)

    space = Space.objects.get(slug="le-chai-bonnat")
    assert (space.summary_en, space.summary_fr) == ("Corrected", "Texte de la rédaction")
    assert [amenity.slug for amenity in space.amenities.all()] == ["kitchen"]
    assert space.observations.get(position=1).text_en == "Corrected too."
    seed(capsys)
    assert Space.objects.get(slug="le-chai-bonnat").summary_fr == "Texte de la rédaction"


def test_a_slip_in_a_seed_document_names_the_file(tmp_path):
    (tmp_path / "broken.toml").write_text("[[space]\n")

    with pytest.raises(Exception, match=r"broken\.toml"):
        loader.read_documents([tmp_path])


def test_every_statement_keeps_its_source(content):
    for space in Space.objects.prefetch_related("observations", "facts", "citations"):
        cited = {citation.source_id for citation in space.citations.all()}
        assert cited, space
        assert all(statement.source_id for statement in [*space.observations.all(), *space.facts.all()])


def test_copies_of_others_are_evidence_but_not_linked(content):
    for host in ("123ru.net", "bou-saada.net", "voiceofserbia.net"):
        source = Source.objects.get(key__contains=host)
        assert source.url == "", host


def test_starting_conditions_are_assigned_to_nobody(content):
    from partners.models import LocalActionGroup

    assert not LocalActionGroup.objects.exclude(starting_condition=None).exists()


def test_2c_is_no_body(content):
    from partners.models import Supporter

    assert [supporter.name for supporter in Supporter.objects.all()] == [
        "Landesamt für Umwelt, Landwirtschaft und Geologie",
        "Gemeinde Thallwitz",
    ]


def test_what_the_seed_gains_later_reaches_rows_that_nobody_edited(content, capsys, monkeypatch):
    original = loader.read_documents

    def grown(folders):
        records = original(folders)
        for space in records["space"]:
            if space["key"] == "le-chai-bonnat":
                space["alt_names"] = "Le Chais"
                space["welcomes_visitors"] = True
        return records

    monkeypatch.setattr("colabora.management.commands.seed.read_documents", grown)
    seed(capsys)

    space = Space.objects.get(slug="le-chai-bonnat")
    assert (space.alt_names, space.welcomes_visitors) == ("Le Chais", True)


def test_an_edited_statement_keeps_its_own_date_and_source(content, capsys, monkeypatch):
    """A statement is one whole: a corrected date must not slip under an editor's sentence."""
    row = Space.objects.get(slug="le-chai-bonnat").observations.get(position=1)
    row.text_en = "An editor's sentence."
    row.save()
    original = loader.read_documents

    def corrected(folders):
        records = original(folders)
        for space in records["space"]:
            if space["key"] == "le-chai-bonnat":
                space["observations"][0]["date"] = "2011"
        return records

    monkeypatch.setattr("colabora.management.commands.seed.read_documents", corrected)
    seed(capsys)

    row.refresh_from_db()
    assert (row.text_en, row.date) == ("An editor's sentence.", "2017-08")


def test_the_seed_goes_on_after_what_editors_do(content, capsys):
    """Renamed slugs, deleted targets and taken addresses are told and left out; nothing else is lost."""
    from spaces.models import Network

    Network.objects.filter(slug="tela").update(slug="tela-creuse")
    Space.objects.filter(slug="cowork-plus-an-tearmann").delete()
    Space.objects.get(slug="le-chai-bonnat").delete()
    SeedRecord.objects.filter(key="spaces.space:le-chai-bonnat").delete()
    Space.objects.filter(slug="la-boutique-boussac").update(slug="le-chai-bonnat")

    told = seed(capsys)

    assert "1 left out because their address is taken here" in told
    assert Space.objects.get(key="gteic-an-tearmann").same_rooms_as is None
