"""Settings, URLs, start-up checks, the embedded database, and the processes that `./pankti` runs."""
