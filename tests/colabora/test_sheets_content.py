"""The real content as tables: out and back, nothing changes."""

import pytest

from colabora.sheets import run
from colabora.sheets.catalog import SHEETS
from colabora.sheets.reading import read_table
from partners.models import LocalActionGroup
from tests.colabora.test_sheets import written
from tests.factories.partners import UserFactory


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
@pytest.mark.parametrize("what", SHEETS)
def test_export_and_import_of_the_real_content_change_nothing(what, suffix, content, tmp_path):
    coordinator = UserFactory(coordinator=True)
    path = written(SHEETS[what](coordinator), suffix, tmp_path)

    outcome = run.dry_run(SHEETS[what](coordinator), run.table_of(SHEETS[what](coordinator), path))

    count = SHEETS[what]._meta.model.objects.count()
    assert count > 5
    assert (outcome.unchanged, outcome.changed, outcome.new, outcome.wrong) == (count, 0, 0, 0)


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_tables_of_staff_hold_their_own_rows_and_change_nothing(suffix, content, tmp_path):
    user = UserFactory(staff_of=LocalActionGroup.objects.get(slug="donegal"))

    for what, sheet in SHEETS.items():
        path = written(sheet(user), suffix, tmp_path)
        table = read_table(path, set())
        outcome = run.dry_run(sheet(user), table)

        own = sheet._meta.model.objects.filter(**{sheet._meta.model.owner_path: user.lag_id})
        assert (what, outcome.unchanged, outcome.total_rows) == (what, own.count(), own.count())
