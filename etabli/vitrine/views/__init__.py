"""Les pages publiques : le programme, les ateliers, les mentions."""
