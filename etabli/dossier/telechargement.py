"""Servir une version de fichier à qui en a déjà le droit : toujours en pièce jointe, jamais interprétée."""

from django.http import FileResponse

from etabli.socle.models import VersionDeFichier


def reponse_de_version(version: VersionDeFichier) -> FileResponse:
    """À n'appeler qu'après la porte de l'étape : cette fonction ne vérifie aucun droit."""
    reponse = FileResponse(
        version.contenu.open("rb"),
        as_attachment=True,
        filename=version.nom,
        content_type=version.type_mime,
    )
    reponse.headers["X-Content-Type-Options"] = "nosniff"
    # Un SVG ou une page déposés ne s'exécutent pas, même ouverts à la main.
    reponse.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    reponse.headers["Cache-Control"] = "private, no-store"
    return reponse
