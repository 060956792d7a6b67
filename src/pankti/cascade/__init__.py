"""The heart: a Dispatch goes down to an Audience, Answers come up, Standings and Tallies say what came of it.

Words: dispatch, audience, shape, headcount, answer, standing, tally, subject, asked version.
Nothing is copied per recipient until a recipient answers; silence is derived, never stored.
"""
