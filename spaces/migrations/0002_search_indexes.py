"""On PostgreSQL, words are found by trigrams. The text is folded before it is kept, so that unaccent is not needed."""

import sys

from django.db import migrations

INDEXES = {"space_search_text_trigrams": "search_text", "space_search_title_trigrams": "search_title"}


def create(apps, schema_editor):
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'")
        if not cursor.fetchone():
            sys.stderr.write(
                "The extension pg_trgm is not installed: search works, and is slow beyond 10,000 spaces.\n"
            )
            return
        # Anybody who may create tables in the database may do so: it is a trusted extension since PostgreSQL 13.
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        for name, column in INDEXES.items():
            cursor.execute(f"CREATE INDEX {name} ON spaces_space USING gin ({column} gin_trgm_ops)")


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in INDEXES:
            schema_editor.execute(f"DROP INDEX IF EXISTS {name}")


class Migration(migrations.Migration):
    dependencies = [("spaces", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
