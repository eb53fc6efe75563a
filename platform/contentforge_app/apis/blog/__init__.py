"""The blog: `/blog/api`, `/t/{slug}/blog/api`, or a host name of its own."""
