"""What ``./pankti bench NAME …`` runs: each figure beside its target and its limit, measured in the same run."""
