"""Une lettre est un sujet, un gabarit et des destinataires ; elle passe par la boîte d'envoi."""

from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from smtplib import SMTPServerDisconnected
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils.timezone import now
from django_tasks import task

from etabli.socle.identifiant import identifiant_courant, sous
from etabli.socle.models import EtatLettre, LettreSortante

# Après la connexion, un silence ou une coupure ne dit pas si le relais a pris la lettre ; un refus, lui, le dit.
INCERTAINES = (TimeoutError, ConnectionError, SMTPServerDisconnected)
PEUT_ETRE_PARTIE = "Le relais s'est tu : la lettre est peut-être partie."


@dataclass(frozen=True)
class Lettre:
    """Déclarée une fois ; `sujet` est un gabarit d'une ligne, `gabarit` un fichier .txt."""

    slug: str
    sujet: str
    gabarit: str
    destinataires: Callable[[Any], Iterable[str]]
    contexte: Callable[[Any], dict[str, Any]] = field(default=lambda objet: {})

    def rediger(self, objet: Any, **contexte: Any) -> tuple[str, str]:
        """Le sujet et le texte, tels qu'ils partiront : sert aussi à l'aperçu."""
        valeurs = {"objet": objet, "adresse": settings.ADRESSE_DU_SITE, **self.contexte(objet), **contexte}
        sujet = Template(self.sujet).render(Context(valeurs, autoescape=False))
        return " ".join(sujet.split()), render_to_string(self.gabarit, valeurs).strip() + "\n"

    @transaction.atomic
    def envoyer(
        self, objet: Any, *, occasion: str = "", en_tetes: dict[str, str] | None = None, **contexte: Any
    ) -> list[LettreSortante]:
        """Dépose une lettre par destinataire dans la boîte d'envoi.

        `occasion` nomme l'événement : la même lettre pour la même occasion au même destinataire n'est
        déposée, donc envoyée, qu'une fois.
        """
        sujet, texte = self.rediger(objet, **contexte)
        occasion = occasion or f"{objet._meta.label_lower}-{objet.pk}-{now().timestamp()}"
        deposees, requete = [], identifiant_courant()
        for adresse in sorted({a.strip().lower() for a in self.destinataires(objet) if a}):
            lettre, est_neuve = LettreSortante.objects.get_or_create(
                cle=f"{self.slug}/{occasion}/{adresse}"[:120],
                defaults={
                    "modele": self.slug,
                    "fil": getattr(objet, "fil", ""),
                    "destinataire": adresse,
                    "sujet": sujet[:200],
                    "texte": texte,
                    "en_tetes": en_tetes or {},
                },
            )
            if est_neuve:
                deposees.append(lettre)
                transaction.on_commit(lambda pk=lettre.pk: expedier.enqueue(pk, requete))  # type: ignore[misc]
        return deposees


def envoyer_une_lettre(pk: int) -> bool:
    """Expédie une lettre de la boîte d'envoi ; rend faux si elle était déjà partie ou prise par un autre."""
    prise = LettreSortante.objects.filter(pk=pk, etat__in=[EtatLettre.A_ENVOYER, EtatLettre.ECHOUEE]).update(
        etat=EtatLettre.RETENUE, nb_essais=F("nb_essais") + 1
    )
    if not prise:
        return False
    lettre = LettreSortante.objects.get(pk=pk)
    try:
        _remettre_au_relais(lettre)
    except INCERTAINES as erreur:
        # Le relais l'a peut-être prise avant de se taire : elle reste retenue, une personne décidera.
        lettre.erreur = f"{PEUT_ETRE_PARTIE} ({erreur or type(erreur).__name__})"[:300]
        lettre.save(update_fields=["erreur"])
        return False
    except OSError as erreur:
        lettre.etat, lettre.erreur = EtatLettre.ECHOUEE, str(erreur)[:300]
        lettre.save(update_fields=["etat", "erreur"])
        return False
    lettre.etat, lettre.erreur, lettre.envoyee_le = EtatLettre.ENVOYEE, "", now()
    lettre.save(update_fields=["etat", "erreur", "envoyee_le"])
    return True


def _remettre_au_relais(lettre: LettreSortante) -> None:
    """Ce qui échoue avant la connexion est sûr : la lettre n'est pas partie."""
    relais = get_connection()
    try:
        relais.open()
    except TimeoutError as erreur:
        raise OSError(f"Le relais de courriel ne répond pas ({erreur}).") from erreur
    except INCERTAINES as erreur:
        raise OSError(f"Le relais de courriel est injoignable ({erreur}).") from erreur
    with closing(relais):
        EmailMessage(
            lettre.sujet,
            lettre.texte,
            to=[lettre.destinataire],
            headers=lettre.en_tetes,
            connection=relais,
        ).send()


def renvoyer_la_lettre(lettre: LettreSortante) -> bool:
    """Reprend une lettre échouée, ou restée retenue par un ouvrier interrompu : une personne l'a demandé."""
    LettreSortante.objects.filter(pk=lettre.pk, etat=EtatLettre.RETENUE).update(etat=EtatLettre.ECHOUEE)
    return envoyer_une_lettre(lettre.pk)


@task()
def expedier(pk: int, requete: str = "") -> bool:
    with sous(requete):
        return envoyer_une_lettre(pk)
