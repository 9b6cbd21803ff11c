"""Malls that exist already: what is pulled out of their database, page by page, into this one."""
