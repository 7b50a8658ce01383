"""Les pages rédigées de la vitrine : ce qu'un chargé de communication écrit, illustre et publie sans développeur."""
