"""Pages of access: the way in, one's own account, the second step, invitations, other people's sign-ins."""
