"""Generation jobs: created with their quota, run by workers, told of by events, ended once."""
