"""Facts into sentences. Each language has templates of its own; neither is a translation of the other."""

from pankti.pressnotes.types import Facts
from pankti.pressnotes.writing import english, hindi


def write_note(facts: Facts, language: str) -> str:
    """The note as plain text: paragraphs with an empty line between them, the headline in the first lines."""
    return hindi.write(facts) if language == "hi" else english.write(facts)
