"""Par où un objet rejoint son dossier, lu dans les modèles : ce que toutes les épreuves demandent."""

from functools import cache

from django.db.models import Model

from etabli.dossier.models import Dossier

# Ils mènent ailleurs que vers un dossier, ou sont à tous.
COMMUNS = {"annuaire", "territoires", "socle", "contenttypes"}


@cache
def chemin_vers_le_dossier(modele: type[Model]) -> str | None:
    """« atelier__dossier » : par quelles clés un objet rejoint son dossier, au plus court ; « » pour lui-même."""
    if modele is Dossier:
        return ""
    file, vus = [(modele, "")], {modele}
    while file:
        ici, deja = file.pop(0)
        for champ in ici._meta.fields:
            cible = champ.related_model
            if not champ.is_relation or not isinstance(cible, type) or cible in vus:
                continue
            suite = f"{deja}__{champ.name}" if deja else champ.name
            if cible is Dossier:
                return suite
            if cible._meta.app_label not in COMMUNS:
                vus.add(cible)
                file.append((cible, suite))
    return None
