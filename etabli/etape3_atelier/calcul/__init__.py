"""Les calculs de l'étape, sans base ni Django : le calendrier, les jours fériés, le partage des frais."""
