"""What is wrong with a document, in words that can be translated."""

from __future__ import annotations


class Unsound(ValueError):
    """`text` is an English sentence with `%(name)s` places for `values`; mark it with N_."""

    def __init__(self, text: str, /, **values: str | int) -> None:
        super().__init__(text % values if values else text)
        self.text = text
        self.values = values
