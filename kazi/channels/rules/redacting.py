"""Keep telephone numbers out of the log, whoever writes them there.

A number is known by its form: 8 to 15 digits in a row, or a plus (also as %2B) and 7 or more digits
with spaces, dots, hyphens or brackets between them.  A long identifier of digits alone goes the same
way: better a line that says less than a line that names somebody.
"""

from __future__ import annotations

import logging
import re
from typing import Final

HIDDEN: Final = "[number]"
_NUMBERS: Final = re.compile(
    r"(?:\+|%2[Bb])\s?\(?\d(?:[\s().\-/]{0,2}\d){6,17}"  # As written for people.
    r"|(?<![\w.\-])(?:00)?[1-9]\d{7,14}(?![\w\-])"  # As machines write it.
    r"|(?<![\w.\-])0\d{8,10}(?![\w\-])"  # As it is dialled within a country.
)
_formatter: Final = logging.Formatter()


def without_numbers(text: str) -> str:
    """Return the text with every telephone number in it replaced."""
    return _NUMBERS.sub(HIDDEN, text)


class WithoutNumbers(logging.Filter):
    """Lets every record through, with the numbers taken out of its words and its traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = without_numbers(record.getMessage()), ()
        if record.exc_info and record.exc_info[0] is not None and not record.exc_text:
            record.exc_text = _formatter.formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = without_numbers(record.exc_text)
        if record.stack_info:
            record.stack_info = without_numbers(record.stack_info)
        return True
