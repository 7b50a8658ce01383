"""Étape 6, jouée : cinq livrables écrits, relus, acceptés, publiés, et la fiche que lit le public."""

from datetime import date, timedelta

from etabli.config.demonstration.contenu import lire
from etabli.config.demonstration.horloge import Horloge, jour_ouvre
from etabli.config.demonstration.images import illustrations
from etabli.config.demonstration.monde import Monde
from etabli.dossier.enums import TypeLivrable
from etabli.dossier.models import Dossier
from etabli.etape6_restitution.actions import (
    ajouter_une_photo,
    ecrire_la_fiche,
    ecrire_la_section,
    lever_l_observation,
    observer,
    publier_la_fiche,
)
from etabli.etape6_restitution.models import Livrable
from etabli.etape6_restitution.workflow import CYCLE

CREDIT = "Établi"


def illustrer(dossier: Dossier, monde: Monde, horloge: Horloge) -> None:
    horloge.il_y_a(95)
    for nom, contenu, legende, alternative, usage in illustrations():
        ajouter_une_photo(
            dossier,
            contenu,
            nom,
            legende=legende,
            alternative=alternative,
            credit=CREDIT,
            est_autorisee=True,
            usage=usage,
            par=monde["equipe"],
        )


def rendre(
    dossier: Dossier, type_: TypeLivrable, monde: Monde, horloge: Horloge, *, au_plus_tard: int
) -> None:
    """Écrit, soumet, relit, accepte et publie un livrable autour de sa date attendue."""
    livrable = Livrable.objects.get(dossier=dossier, type=type_)
    jour = min(livrable.attendu_le or horloge.aujourd_hui, horloge.aujourd_hui - timedelta(days=au_plus_tard))
    horloge.au(jour_ouvre(jour - timedelta(days=12)))
    for cle, texte in lire("tessy")["livrables"][type_].items():
        section = livrable.sections.get(cle=cle)
        ecrire_la_section(section, texte, version_lue=section.version, par=monde["equipe"])
    horloge.au(jour_ouvre(jour - timedelta(days=6)))
    avancer(livrable, "soumettre", monde, "equipe")
    if type_ == TypeLivrable.RAPPORT_FINAL:
        relire_deux_fois(livrable, monde, horloge, jour_ouvre(jour - timedelta(days=4)))
    horloge.au(jour_ouvre(jour))
    avancer(livrable, "accepter", monde, "ddtm")
    horloge.au(jour_ouvre(jour), 16)
    avancer(livrable, "publier", monde, "ddtm")


def relire_deux_fois(livrable: Livrable, monde: Monde, horloge: Horloge, jour: date) -> None:
    """Le rapport final revient une fois à l'équipe, avec une remarque sur une section."""
    horloge.au(jour)
    section = livrable.sections.get(cle="limites")
    remarque = observer(
        livrable, "Dites aussi ce que coûterait l'inaction sur la friche.", section=section, par=monde["eau"]
    )
    avancer(livrable, "demander_des_corrections", monde, "ddtm", motif="Une remarque à prendre en compte.")
    section.refresh_from_db()
    ecrire_la_section(
        section,
        section.contenu
        + "<p>Le coût de l'inaction sur la friche reste à chiffrer : il est confié à l'action 8.</p>",
        version_lue=section.version,
        par=monde["equipe"],
    )
    lever_l_observation(remarque, par=monde["equipe"])
    avancer(livrable, "soumettre", monde, "equipe")


def avancer(livrable: Livrable, acte: str, monde: Monde, qui: str, **donnees: str) -> None:
    CYCLE.avancer(acte, Livrable.objects.get(pk=livrable.pk), par=monde[qui], **donnees)


def presenter(dossier: Dossier, monde: Monde, horloge: Horloge) -> None:
    horloge.il_y_a(9)
    fiche = ecrire_la_fiche(
        dossier,
        titre=dossier.titre,
        annee=f"{horloge.aujourd_hui.year - 1}-{horloge.aujourd_hui.year}",
        texte=lire("tessy")["livrables"]["livret"]["territoire"],
        par=monde["ddtm"],
    )
    publier_la_fiche(fiche, par=monde["ddtm"])
