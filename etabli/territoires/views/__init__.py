"""Les pages publiques du découpage, le sélecteur de périmètre, les données importées."""
