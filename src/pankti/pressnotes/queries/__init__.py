"""What others read of press notes: those that are ready to be published."""

from pankti.pressnotes.queries.notes import find_note, get_note, list_editions, list_notes, list_ready

__all__ = ["find_note", "get_note", "list_editions", "list_notes", "list_ready"]
