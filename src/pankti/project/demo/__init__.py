"""The demo: an invented organisation of invented people in invented places, and a field that answers.

``names`` invents, ``sizes`` says how many, ``tree`` and ``holders`` generate rows from a seed, ``load`` copies them
into the database, ``cast`` gives a newcomer people to sign in as, ``samples`` issues a first directive, and
``simulator`` answers it from one phone per last unit. Nothing here is imported by another room.
"""
