# The words of each row are indexed as they are: cutting and comparing is done in kazi.search.rules.words.
# SQLite: FTS5 over the rows' own columns, kept by triggers.  The tokenizer `ascii` takes every letter
# beyond ASCII as part of a word and folds nothing but A-Z, which no stored word has.
# PostgreSQL: expression indexes, which need no extension and no right but that to make a table.
# A later migration that rebuilds SQLite's table (AlterField there) has to make the triggers again.
from django.db import migrations

COLUMNS = ("title_words", "keyword_words", "body_words")


def make(apps, schema_editor):
    run = schema_editor.execute
    if schema_editor.connection.vendor == "postgresql":
        for column in COLUMNS:
            run(
                f"CREATE INDEX search_{column} ON search_searchdoc"
                f" USING gin (array_to_tsvector(string_to_array({column}, ' ')))"
            )
        return
    names = ", ".join(COLUMNS)
    new, old = (", ".join(f"{row}.{column}" for column in COLUMNS) for row in ("new", "old"))
    run(
        f"CREATE VIRTUAL TABLE search_text USING fts5({names}, content='search_searchdoc',"
        " content_rowid='id', tokenize='ascii', prefix='2 3', detail=column, columnsize=0)"
    )
    add = f"INSERT INTO search_text(rowid, {names}) VALUES (new.id, {new});"
    take = f"INSERT INTO search_text(search_text, rowid, {names}) VALUES ('delete', old.id, {old});"
    run(f"CREATE TRIGGER search_text_add AFTER INSERT ON search_searchdoc BEGIN {add} END")
    run(f"CREATE TRIGGER search_text_take AFTER DELETE ON search_searchdoc BEGIN {take} END")
    run(f"CREATE TRIGGER search_text_change AFTER UPDATE ON search_searchdoc BEGIN {take} {add} END")


def unmake(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for column in COLUMNS:
            schema_editor.execute(f"DROP INDEX IF EXISTS search_{column}")
        return
    for name in ("add", "take", "change"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS search_text_{name}")
    schema_editor.execute("DROP TABLE IF EXISTS search_text")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(make, unmake)]
