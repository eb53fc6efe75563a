"""All tables of this component."""
