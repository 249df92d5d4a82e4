"""The only statements that ask the databases' full-text indexes.  Both know whole words and beginnings.

Numbers of docs come back as one text with commas: 20,000 rows cost ten times as much.
"""

from __future__ import annotations

from django.db import connection

COLUMNS = ("title_words", "keyword_words", "body_words")
# Where a word is looked for: the title, the whole word; then the title, keywords and body, its beginning.
LEVELS = (("title_words", False), ("title_words", True), ("keyword_words", True), ("body_words", True))
WHOLE, BEGINNING = 0, 1  # The two levels of the title, which are the same for a word that is taken whole.


def docs_with(word: str, *, begins: bool) -> list[list[int]]:
    """Return the numbers of the docs at each of the four LEVELS; `begins` allows longer words too.

    `word` is one of `rules.words.search_words`, or a piece of one: it has no space and no sign.
    """
    ask = _of_postgresql if connection.vendor == "postgresql" else _of_sqlite
    sql, values = ask(word, begins)
    found: list[list[int]] = [[] for _level in LEVELS]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        for level, numbers in cursor.fetchall():
            if numbers:
                found[level] = list(map(int, numbers.split(",")))
    if not begins:
        found[BEGINNING] = found[WHOLE]
    return found


def _levels(begins: bool) -> list[tuple[int, str, bool]]:
    """Return the levels that have to be asked: number, column, and whether longer words count too."""
    every = [(number, column, longer and begins) for number, (column, longer) in enumerate(LEVELS)]
    return every if begins else [one for one in every if one[0] != BEGINNING]


def _of_sqlite(word: str, begins: bool) -> tuple[str, list[str]]:
    quoted = '"' + word.replace('"', '""') + '"'
    one = "SELECT {}, group_concat(rowid) FROM search_text WHERE search_text MATCH %s"
    asked = _levels(begins)
    sql = " UNION ALL ".join(one.format(number) for number, _column, _longer in asked)
    return sql, [f"{{{column}}} : {quoted}{' *' if longer else ''}" for _number, column, longer in asked]


def _of_postgresql(word: str, begins: bool) -> tuple[str, list[str]]:
    quoted = "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
    one = (
        "SELECT {}, string_agg(id::text, ',') FROM search_searchdoc"
        " WHERE array_to_tsvector(string_to_array({}, ' ')) @@ %s::tsquery"
    )
    asked = _levels(begins)
    sql = " UNION ALL ".join(one.format(number, column) for number, column, _longer in asked)
    return sql, [f"{quoted}{':*' if longer else ''}" for _number, _column, longer in asked]
