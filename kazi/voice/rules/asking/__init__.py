"""What a person is asked next, and what their answer is: the same on every channel.

The state is a plain JSON dictionary; nothing else is remembered.  `begin` gives the first one, `next_step`
says what comes, `check` reads an answer, `record` and `skip` give the next state.
"""

from kazi.voice.rules.asking.checking import Again, Answer, check
from kazi.voice.rules.asking.steps import Ask, Choice, Done, Step, Tell
from kazi.voice.rules.asking.walking import State, answers, begin, default_of, next_step, record, skip

__all__ = [
    "Again",
    "Answer",
    "Ask",
    "Choice",
    "Done",
    "State",
    "Step",
    "Tell",
    "answers",
    "begin",
    "check",
    "default_of",
    "next_step",
    "record",
    "skip",
]
