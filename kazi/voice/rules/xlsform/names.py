"""One name for one question in the whole poll, and expressions that follow when a name was mended."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from kazi.kernel.words import N_
from kazi.voice.rules.xlsform.cleaning import is_name, plain_name, unique
from kazi.voice.rules.xlsform.findings import Findings, Weight
from kazi.voice.rules.xlsform.headings import Line

_REFERENCE: Final = re.compile(r"\$\{\s*([^}#]*?)\s*\}")


@dataclass(slots=True)
class Names:
    """Names that are taken.  `renamed[group][old]` is what `old` is called for rows of that group."""

    taken: set[str] = field(default_factory=set)
    renamed: dict[str, dict[str, str]] = field(default_factory=dict)
    # Names by their lower case; "" where two differ by case only.
    _folded: dict[str, str] = field(default_factory=dict)

    def give(self, line: Line, said: str, group: str, findings: Findings) -> str:
        """Return the name of a new row, mended where it must be."""
        name = said
        if not said:
            name = unique(f"row_{line.row}", self.taken)
            text = N_("This row has no name; it is called “%(name)s”.")
            findings.add(line.finding(Weight.REPAIR, "name", text, name=name))
        elif not is_name(said):
            name = unique(plain_name(said, f"row_{line.row}"), self.taken)
            text = N_("“%(said)s” cannot be a name: it is called “%(name)s”.")
            findings.add(line.finding(Weight.REPAIR, "name", text, said=said, name=name))
            self.renamed.setdefault("", {}).setdefault(said, name)
        elif said in self.taken:
            name = unique(said, self.taken)
            text = N_("The name “%(said)s” is taken by an earlier row; this one is called “%(name)s”.")
            findings.add(line.finding(Weight.REPAIR, "name", text, said=said, name=name))
            if group:  # In its own group the name means this row, elsewhere the first of that name.
                self.renamed.setdefault(group, {})[said] = name
        self.taken.add(name)
        self._folded[name.casefold()] = "" if name.casefold() in self._folded else name
        return name

    def followed(self, text: str, groups: tuple[str, ...]) -> str:
        """Return an expression or a label in which `${old}` is what that question is called now."""
        if "${" not in text:
            return text

        def now(found: re.Match[str]) -> str:
            said = found[1]
            for group in (*reversed(groups), ""):
                if said in self.renamed.get(group, {}):
                    return f"${{{self.renamed[group][said]}}}"
            if said not in self.taken and self._folded.get(said.casefold()):
                return f"${{{self._folded[said.casefold()]}}}"
            return f"${{{said}}}" if said else found[0]

        return _REFERENCE.sub(now, text)
