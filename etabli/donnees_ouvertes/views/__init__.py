"""Les pages : ce que l'on donne à lire, et ce que chacun tient de l'interface des machines."""
