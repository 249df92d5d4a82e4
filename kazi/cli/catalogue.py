"""The words of templates for pybabel, which reads Python by itself but not Django's templates.

`babel.cfg` names `words_of_template`; docs/translating.md has the three commands.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import IO, Any

from django.utils.translation.template import templatize

Message = tuple[int, str, Any, list[str]]
_STRING = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_CALL = re.compile(rf"\b(gettext|ngettext|pgettext|npgettext|_)\(\s*((?:{_STRING}\s*,?\s*)+)")


def words_of_template(
    fileobj: IO[bytes], keywords: object, comment_tags: object, options: object
) -> Iterator[Message]:
    """Yield (line, function, message or messages, comments) for each marked text of a template."""
    source = fileobj.read().decode()
    # Django's own tool turns a template into something that looks like Python; so do we.
    for number, line in enumerate(templatize(source).splitlines(), 1):
        for call in _CALL.finditer(line):
            texts = [ast.literal_eval(text) for text in re.findall(_STRING, call[2])]
            name = "gettext" if call[1] == "_" else call[1]
            yield number, name, texts[0] if len(texts) == 1 else tuple(texts), []
