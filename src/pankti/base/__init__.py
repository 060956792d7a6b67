"""What every room stands on: ids, clock, errors, rights of an actor, words in several languages, jobs, the page shell.

Owns no noun of the organisation. Doors: none of its own but the page shell's templates.
"""
