"""The commands of the program, declared in one table, and where they appear: menus, shortcuts, palette."""
