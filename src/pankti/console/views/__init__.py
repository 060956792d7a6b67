"""The console's doors: the public page, the offices' start page, the field app's files."""
