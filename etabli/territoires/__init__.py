"""Où : le découpage administratif tel que l'Insee le publie, et les périmètres que l'on y trace."""
