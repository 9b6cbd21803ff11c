"""Databases of malls that exist: MySQL and MariaDB, read and never written; a mapping file for each kind of mall."""
