"""Pages made of several rooms: home, sign-in, the field app shell, the look of everything."""
