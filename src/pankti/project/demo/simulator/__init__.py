"""The field simulator: phones that sync, think, go offline and answer, through the real door over loopback.

``habits`` decides what a person does, ``phone`` keeps what one phone knows, ``wire`` speaks HTTP, ``photos`` draws and
uploads, ``roster`` signs the phones in, ``field`` lets time pass.
"""
