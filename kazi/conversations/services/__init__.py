"""Commands of talks: replying to what is heard, beginning a talk, erasing a person, opening a line."""
