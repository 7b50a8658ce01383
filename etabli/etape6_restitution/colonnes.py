"""La liste des livrables, déclarée une fois."""

from django.utils.timezone import localdate

from etabli.etape6_restitution.enums import Etat
from etabli.etape6_restitution.models import Livrable
from etabli.socle import francais
from etabli.socle.colonnes import Colonne

NIVEAUX = {
    Etat.ATTENDU: "neutre",
    Etat.SOUMIS: "new",
    Etat.A_CORRIGER: "warning",
    Etat.ACCEPTE: "info",
    Etat.PUBLIE: "success",
}


def echeance(livrable: Livrable) -> str:
    """La date, et le retard en toutes lettres."""
    if not livrable.attendu_le:
        return ""
    jour = francais.jour(livrable.attendu_le, semaine=False)
    retard = (localdate() - livrable.attendu_le).days
    if livrable.soumis_le or retard <= 0:
        return jour
    return f"{jour}, en retard de {francais.pluriel(retard, 'jour')}"


def ecriture(livrable: Livrable) -> str:
    a_ecrire = [s for s in livrable.sections_ecrites if not s.est_ecartee]
    return f"{len(a_ecrire) - len(livrable.sections_vides)} sur {len(a_ecrire)}"


def version(livrable: Livrable) -> str:
    derniere = livrable.derniere_version
    if derniere is None:
        return ""
    if not derniere.est_prete:
        return f"Version {derniere.numero}, en cours d'écriture"
    pages = f", {francais.pluriel(derniere.nb_pages, 'page')}" if derniere.nb_pages else ""
    return f"Version {derniere.numero}{pages}"


COLONNES = (
    Colonne("livrable", "Livrable", str, lien=lambda x: x.get_absolute_url()),
    Colonne(
        "etat", "État", lambda x: x.get_etat_display(), type="badge", niveau=lambda x: NIVEAUX[Etat(x.etat)]
    ),
    Colonne("attendu_le", "Attendu le", echeance),
    Colonne("ecriture", "Parties écrites", ecriture, secondaire=True),
    Colonne("remarques", "Remarques ouvertes", lambda x: len(x.remarques_ouvertes), type="entier"),
    Colonne("version", "Dernière version", version),
)
