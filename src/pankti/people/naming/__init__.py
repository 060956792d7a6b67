"""How a name sounds, in whichever script it is written: transliteration, keys to find it by, near spellings."""
