"""Les pages de la candidature, une par fichier."""
