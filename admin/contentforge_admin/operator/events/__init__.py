"""What sockets are told, and telling it again."""
