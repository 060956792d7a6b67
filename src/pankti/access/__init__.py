"""Sign-in, devices, and the reach that a person's posts give them within the tree.

Words: account, device, one-time code, grant. Rights: ``directive.issue``, ``directive.view``, ``answer.give``.
"""
