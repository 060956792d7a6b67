"""Stand-ins of the video services in the shapes that these publish: for tests and the demo, never a real meeting."""

from pankti.channels.practice.server import Practice

__all__ = ["Practice"]
