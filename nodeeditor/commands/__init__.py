"""Everything that the program can do, declared in one table, and where people find it: menus, keys, palette."""
