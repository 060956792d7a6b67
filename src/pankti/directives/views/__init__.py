"""The office's doors to directives: compose, read, change, rules."""
