"""One step of a talk: from where it stands and what was heard to where it stands then and what is said.

No clock, no database, no channel of a provider: whatever has to be looked up is asked through `Know`.
The same answers give the same steps on every medium; a test holds six of them against each other.
"""

from __future__ import annotations

from dataclasses import replace

from kazi.channels.rules.wire import Event, Heard, Medium, Said, Spoken
from kazi.conversations.rules import commands, scripts, stages
from kazi.conversations.rules.commands import Command
from kazi.conversations.rules.neutral import is_neutral
from kazi.conversations.rules.place import Place
from kazi.conversations.rules.screens import screens
from kazi.conversations.rules.scripts import (
    Ask,
    Do,
    Done,
    HandOver,
    Kept,
    Kind,
    State,
    Tell,
    Value,
    pick,
)
from kazi.conversations.rules.showing import is_paged, show
from kazi.conversations.rules.turns import Know, Line, Outcome, Part, Phrases
from kazi.conversations.rules.understanding import Sign, Spot, Understood, understand

MOST_TRIES = 3  # After so many questions asked again, the talk goes on without an answer, or stops.
MOST_MOVES = 1_000  # Of a script that is never asked anything: it turns in a circle.
SESSIONS = (Medium.USSD, Medium.VOICE, Medium.WEB)  # The person has come; nothing is pushed to them.
HISTORY = (Medium.SMS, Medium.WHATSAPP, Medium.TELEGRAM)  # What is said stays on the phone.


def step(place: Place, heard: Heard, line: Line, know: Know, phrases: Phrases) -> Outcome:
    """Take one step.  `place` moves on, and is the outcome's."""
    return _Turn(place, line, know, phrases).hear(heard)


def begin(place: Place, script: str, state: State, line: Line, know: Know, phrases: Phrases) -> Outcome:
    """Begin a script on our own account, as a campaign does; a script that stands already goes on."""
    turn = _Turn(place, line, know, phrases)
    if turn.place.stopped:
        return turn.out
    if not turn.place.script:
        turn.begin(script, state)
    return turn.arrive()


class _Turn:
    def __init__(self, place: Place, line: Line, know: Know, phrases: Phrases) -> None:
        self.place, self.line, self.know, self.phrases = place, line, know, phrases
        self.medium = line.medium
        self.out = Outcome(place)
        self.notes: list[Spoken] = []  # Said before what stands.
        self.is_over = False  # There was something to begin, and it cannot be begun again.
        self.word = ""  # What may open a script, when none stands.

    def hear(self, heard: Heard) -> Outcome:
        place = self.place
        if heard.event is Event.MISSED:
            self.out.wants.add("call back")
            return self.out
        if heard.event is Event.ENDED:
            return self.out
        if heard.machine:  # Nobody is there: nothing about anybody is played, nothing is counted.
            return self.end("thanks")
        opened = heard.event is Event.OPENED or heard.session not in {"", place.session}
        place.session = heard.session
        if opened:
            place.tries = 0
            place.move_to(Spot(0, place.at, place.chosen))
            self.word = heard.text.strip() if heard.event is Event.OPENED else ""
        command = commands.find(heard.text) if self.medium is not Medium.VOICE else None
        if command and heard.event is Event.ANSWER and (done := self.obey(command)) is not None:
            return done
        if place.stopped and place.stage not in {"erase", "restart"}:
            if self.medium not in SESSIONS:
                return self.out  # They have said stop: nothing is sent, whatever comes.
            place.stage = "restart"
        elif self.word and not place.stage and (opening := self.know.opening(self.word)):
            self.open(*opening)  # Now: after the question of language the word would be forgotten.
        elif heard.event is Event.SILENCE:
            self.missed("")
        elif not opened and heard.event is Event.ANSWER and command not in {Command.START, Command.LANGUAGE}:
            self.answer(heard.text, command)
        return self.arrive()

    def obey(self, command: Command) -> Outcome | None:
        """Do what counts whatever is being asked; None where the talk then goes on."""
        place = self.place
        if command is Command.STOP:
            if place.script:
                self.part().ended = "stopped"
            place.leave()
            place.stopped = True
            self.out.wants.add("stop")
            return self.end("stopped")
        if command is Command.DELETE:
            place.fresh()
            place.stage = "erase"
            return self.arrive()
        if command in {Command.HELP, Command.DATA}:
            answers, consents = self.know.holding() if command is Command.DATA else (0, 0)
            values = {"answers": answers, "consents": consents} if command is Command.DATA else {}
            if place.stopped or not (place.script or place.stage):
                return self.end(command.value, **values)
            self.note(command.value, **values)
            return self.arrive()
        if command is Command.START and place.stopped:
            self.restart()
        elif command is Command.LANGUAGE and not place.stopped and len(self.line.languages) > 1:
            place.fresh()
            place.stage = "language"
        return None

    def restart(self) -> None:
        self.place.stopped = False
        self.place.stage = ""
        self.out.wants.add("start")
        self.note("started")

    def answer(self, text: str, command: Command | None) -> None:
        """Understand what was said to what stands, and go on from there."""
        place = self.place
        if text.strip() and not place.stage and (opening := self.know.opening(text)):
            self.open(*opening)
            return
        ask = self.standing()
        if ask is None:
            self.word = text
            return
        if command in {Command.SKIP, Command.BACK}:
            found: object = Sign(command.value)
        else:
            found = understand(ask, text, self.medium, place.spot, place.language)
        if isinstance(found, Understood):
            self.take(ask, found.value)
        elif isinstance(found, Spot):
            place.move_to(found)
            place.tries = 0
        elif found is Sign.STALE:
            pass
        elif found is Sign.BACK:
            self.back()
        elif found in {Sign.SKIP, Sign.MORE} and ask.optional and not self.leads_on(ask, found):
            self.take(ask, None)
        elif found is Sign.MORE and self.leads_on(ask, found):
            place.page += 1
        else:
            self.missed("")

    def leads_on(self, ask: Ask, sign: object) -> bool:
        if sign is not Sign.MORE:
            return False
        return self.place.page < 0 or is_paged(ask, self.place.language, self.medium, self.phrase, [])

    def take(self, ask: Ask, value: Value) -> None:
        """Have an answer, a skip, or another question if it does not pass its check."""
        place = self.place
        if ask.check is not None and value is not None and (why := ask.check(value, place.language)):
            self.missed(why)
            return
        if place.stage:
            stages.settle(self, value)
            return
        script = self.script()
        move = script.move(place.state)
        if isinstance(move, Tell):  # It was shown as a screen of its own: nothing is kept of that.
            place.state = script.take(place.state, ask.id, None)
        else:
            value = ask.default if value is None else value
            if ask.seal is not None and value is not None:
                value = ask.seal(value)
            part = self.part()
            if ask.decides is None:
                part.answers.append(Kept(ask.id, value))
            elif value is not None:
                self.out.decided = (*ask.decides, value == "yes")
            place.state = script.take(place.state, ask.id, value)
        place.fresh()

    def missed(self, why: str) -> None:
        """Ask again, with the reason; after the third time go on without an answer, or stop here."""
        place, ask = self.place, self.standing()
        if ask is None:
            return
        place.tries += 1
        if place.tries <= MOST_TRIES:
            # In a call each reason would have to be recorded by itself: one says enough for all.
            again = ((self.phrase("again_call"),),) if self.medium is Medium.VOICE else ()
            reason = why or self.phrase(f"again_{ask.kind.value}", **_limits(ask))
            self.notes.append(Spoken(reason, again))
        elif ask.optional:
            place.fresh()
            self.take(ask, None)
        else:
            place.fresh()
            self.end("pause")

    def back(self) -> None:
        place = self.place
        before = None if place.stage or not place.script else self.script().back(place.state)
        if before is not None:
            place.state = before
        place.fresh()

    def open(self, name: str, state: State) -> None:
        """Begin what somebody's own words begin; another script that stands is over by that."""
        place, script = self.place, scripts.find(name)
        move = script.move(state) if script is not None and not script.subject(state) else None
        if isinstance(move, Done):  # It only tells something: what stands goes on standing.
            self.notes.append(Spoken(pick(move.words, self.speaks)))
            if not place.script:
                self.end("")
            return
        if place.script and (place.script, self.subject()) != (name, self.subject_of(name, state)):
            self.part().ended = "stopped"
            place.leave()
        if not place.script:
            self.begin(name, state)

    def begin(self, name: str, state: State) -> None:
        script = scripts.find(name)
        if script is None or self.know.taken(script.subject(state)):
            self.note("nothing")
            self.is_over = True
            return
        self.place.leave()
        state = dict(state)
        if what := state.pop(scripts.SPENDS, ""):
            self.out.wants.add(f"{scripts.SPENDS} {name} {what}")
        self.place.script, self.place.state = name, state
        self.part().began = True

    def arrive(self) -> Outcome:  # noqa: PLR0912 -- whatever a script may move to.
        """Go on until something has to be answered, or there is nothing more to say."""
        place = self.place
        if self.out.said is not None:
            return self.out
        if not place.language and not place.stage:
            if len(self.line.languages) > 1:
                place.stage = "language"
            else:
                place.language = self.line.languages[0]
        for _ in range(MOST_MOVES):
            if place.stage:
                return self.ask(self.standing())
            if not place.script:
                opening = None if self.is_over else self.know.opening(self.word) or self.know.opening("")
                if opening:
                    self.begin(*opening)
                if not place.script:
                    return self.end("" if self.notes else "nothing")
            if not place.agreed and stages.wants_consent(self):
                continue
            move = self.script().move(place.state)
            if isinstance(move, Done):
                return self.finish(move)
            if isinstance(move, HandOver):
                self.part().ended = "done"
                place.leave()
                self.begin(move.script, move.state)
                if not place.script:
                    return self.end("")
            elif isinstance(move, Do):
                done = self.know.do(move.act, self.speaks)
                place.state = self.script().take(place.state, move.id, done)
            elif isinstance(move, Tell) and not self.needs_own_screen(move):
                self.tell(move)
            elif isinstance(move, Ask) and self.is_known(move):
                self.take(move, move.given)
            elif isinstance(move, Ask) and move.kind is Kind.TEXT and self.medium is Medium.VOICE:
                self.take(move, None)  # A keypad has no letters.
            elif isinstance(move, Ask) and move.sensitive and self.medium in HISTORY and not place.safe:
                place.stage = "safe"
            else:
                return self.ask(self.standing())
        raise RecursionError(f"The script {place.script} never asks anything.")

    def is_known(self, ask: Ask) -> bool:
        """Say whether the answer is known from elsewhere, and one that the question takes."""
        if ask.given is None:
            return False
        return ask.check is None or not ask.check(ask.given, self.place.language)

    def needs_own_screen(self, move: Tell) -> bool:
        """USSD: what is told stands alone unless it fits on one screen with the question after it."""
        if self.medium is not Medium.USSD:
            return False
        script, language = self.script(), self.place.language
        after = script.move(script.take(self.place.state, move.id, None))
        if not isinstance(after, Ask):
            return True
        before = [*self.told(), pick(move.words, language)]
        return is_paged(after, language, self.medium, self.phrase, before)

    def tell(self, move: Tell) -> None:
        self.notes.append(Spoken(pick(move.words, self.place.language)))
        self.place.state = self.script().take(self.place.state, move.id, None)

    def finish(self, move: Done) -> Outcome:
        self.part().ended = "done"
        self.place.leave()
        words = pick(move.words, self.place.language)
        if not words or not is_neutral(words):
            return self.end("thanks")
        self.notes.append(Spoken(words))
        return self.end("")

    def standing(self) -> Ask | None:
        """Return the question that stands, of the engine or of the script."""
        if self.place.stage:
            return stages.question(self)
        if not self.place.script:
            return None
        move = self.script().move(self.place.state)
        if isinstance(move, Tell):
            return Ask(move.id, Kind.ACKNOWLEDGE, move.words)
        return move if isinstance(move, Ask) else None

    def ask(self, ask: Ask | None) -> Outcome:
        if ask is not None:
            place = self.place
            if (
                self.medium is Medium.USSD
                and self.notes
                and is_paged(ask, self.speaks, self.medium, self.phrase, self.told())
            ):
                # The notes have a screen of their own, before the first one of the question.
                place.page = -1
                first = screens("\n".join(self.told()), [f"0. {self.phrase('more')}"], "")[0]
                self.out.said = Said(first, self.speaks, waits=True)
                return self.out
            said = show(ask, place.spot, self.speaks, self.medium, self.phrase, self.notes)
            self.out.said = replace(said, subject=self.about()) if said.spoken else said
        return self.out

    def end(self, name: str, **values: object) -> Outcome:
        """Say the last thing for now: what was noted, then a phrase of the room."""
        if name:
            self.note(name, **values)
        text = "\n".join(self.told())
        self.out.said = Said(text, self.speaks)
        if self.medium in {Medium.VOICE, Medium.WEB}:
            self.out.said = replace(self.out.said, spoken=tuple(self.notes), subject=self.about())
        return self.out

    def note(self, name: str, **values: object) -> None:
        self.notes.append(Spoken(self.phrase(name, **values)))

    def told(self) -> list[str]:
        return [one.text for one in self.notes]

    @property
    def speaks(self) -> str:
        return self.place.language or self.line.languages[0]

    def phrase(self, name: str, **values: object) -> str:
        """Return a sentence of the engine in the language of the talk, or in that of `tongue`."""
        return self.phrases(name, str(values.pop("tongue", "") or self.speaks), **values)

    def script(self) -> scripts.Script:
        found = scripts.find(self.place.script)
        if found is None:
            raise LookupError(f"No script {self.place.script} is registered.")
        return found

    def subject(self) -> str:
        return self.script().subject(self.place.state)

    def about(self) -> str:
        """Return the subject that stands, or the one that was left just now; "" for none."""
        if self.place.script:
            return self.subject()
        return self.out.parts[-1].subject if self.out.parts else ""

    @staticmethod
    def subject_of(name: str, state: State) -> str:
        script = scripts.find(name)
        return script.subject(state) if script else ""

    def part(self) -> Part:
        """Return what this step does to the subject that stands."""
        subject = self.subject()
        for one in self.out.parts:
            if one.subject == subject:
                return one
        self.out.parts.append(Part(subject, self.place.script))
        return self.out.parts[-1]


def _limits(ask: Ask) -> dict[str, object]:
    return {"most": len(ask.options)} if ask.options else {}
