"""What the APIs share: how a request is read, whose it is, and how answers and errors leave."""
