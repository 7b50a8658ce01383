"""L'API, version 1 : ce que chacun peut lire, et ce qu'un outil peut faire au nom d'un agent."""
