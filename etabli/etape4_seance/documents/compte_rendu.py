"""Le compte rendu : ce qu'une personne a écrit, et ce que la salle a dit et choisi, activité par activité."""

from collections import Counter
from collections.abc import Iterator

from django.utils.timezone import localtime

from etabli.etape4_seance.documents.commun import quand
from etabli.etape4_seance.enums import MotifDeMasquage
from etabli.etape4_seance.models import Contribution, Seance
from etabli.etape4_seance.resultats import Classement, Synthese, presences, synthese
from etabli.socle import francais
from etabli.socle.document import Arbre, Document, html_en_blocs
from etabli.socle.document.blocs import (
    Bloc,
    ChiffresCles,
    Definitions,
    Figure,
    Liste,
    Paragraphe,
    Tableau,
    Titre,
)
from etabli.socle.graphiques import Graphique

NB_COLONNES_LISIBLES = 6


def composer_le_compte_rendu(seance: Seance) -> Arbre:
    return Arbre(
        titre=f"Compte rendu de la session {seance.numero}",
        sous_titre=f"{seance.titre} – {seance.atelier}",
        date=localtime(seance.debut).date(),
        gabarit="rapport",
        blocs=[*_en_bref(seance), *_ecrit(seance), *_activites(seance), *_moderation(seance)],
        sommaire=False,
        mentions="Contributions anonymes, telles que la salle les a écrites."
        + (" Contenu fictif de démonstration." if seance.atelier.dossier.est_fictif else ""),
    )


def _en_bref(seance: Seance) -> Iterator[Bloc]:
    comptes = presences(seance)
    nb_contributions = sum(a.contributions.montrables().count() for a in seance.activites.all())
    presents = sum(max(p.nb_emarges, p.nb_connectes) for p in comptes)
    yield Titre(1, "En bref")
    yield Definitions([("Quand", quand(seance)), ("Où", seance.lieu)])
    yield ChiffresCles(
        [
            (str(presents), "personnes présentes"),
            (str(nb_contributions), "contributions"),
            (str(seance.familles.count()), "familles"),
        ]
    )
    yield Tableau(
        ("Collège", "Signatures", "Entrés par téléphone"),
        [(p.libelle, str(p.nb_emarges), str(p.nb_connectes)) for p in comptes],
        legende="Présence par collège",
        note="Une même personne peut signer et entrer par son téléphone : on retient le plus grand des deux.",
    )


def _ecrit(seance: Seance) -> Iterator[Bloc]:
    yield Titre(1, "Ce qui s'est dit")
    if seance.compte_rendu:
        yield from html_en_blocs(seance.compte_rendu, premier_niveau=2)
    else:
        yield Paragraphe("Le compte rendu n'est pas encore rédigé.")


def _activites(seance: Seance) -> Iterator[Bloc]:
    """Chaque activité qui a donné quelque chose, dans l'ordre de la journée."""
    for resultat in synthese(seance):
        blocs = list(_blocs_de(resultat))
        if blocs:
            yield Titre(1, resultat.activite.titre)
            yield from blocs


def _blocs_de(resultat: Synthese) -> Iterator[Bloc]:
    if resultat.classement:
        yield from _classement(resultat.classement)
    elif resultat.depouillement:
        if resultat.depouillement.graphique:
            yield Paragraphe(f"{resultat.activite.get_type_display()}, {resultat.depouillement.compte}.")
            yield from (Paragraphe(phrase) for phrase in resultat.depouillement.phrases)
            yield resultat.depouillement.graphique.figure()
            yield _valeurs(resultat.depouillement.graphique)
    elif resultat.mots:
        yield Tableau(
            ("Mot", "Fois"),
            [(mot.texte, str(mot.nb)) for mot in resultat.mots],
            "Les mots, les plus dits d'abord",
        )
    elif resultat.activite.type == "carte":
        yield from _carte(resultat)
    elif resultat.activite.type == "fiche_action":
        for contribution in resultat.contributions:
            table = f", {contribution.table}" if contribution.table else ""
            yield Titre(2, f"{contribution.texte}{table}")
            yield Definitions(contribution.rubriques)
    else:
        for groupe in resultat.groupes:
            if groupe.contributions:
                yield Titre(2, groupe.titre or "Sans famille")
                yield Liste([c.texte for c in groupe.contributions])


def _valeurs(graphique: Graphique) -> Tableau:
    """Le tableau du dépouillement. Sept mentions ne tiennent pas en tête de colonnes : des lettres, et leur clé."""
    if len(graphique.entetes) <= NB_COLONNES_LISIBLES:
        return graphique.tableau()
    place, objet, majoritaire, *mentions, avis = graphique.entetes
    lettres = [chr(ord("A") + rang) for rang in range(len(mentions))]
    return Tableau(
        (place, objet, majoritaire, *lettres, avis),
        graphique.lignes,
        f"{graphique.titre} : les mentions",
        largeurs=(1.6, 6, 2.6, *(0.9 for _ in mentions), 1.2),
        note=" · ".join(f"{lettre} : {nom}" for lettre, nom in zip(lettres, mentions, strict=True)),
    )


def _carte(resultat: Synthese) -> Iterator[Bloc]:
    if resultat.carte and resultat.contributions:
        yield Figure(
            resultat.carte,
            legende="Lieux marqués par la salle",
            alternative="Carte du périmètre ; la liste suit.",
        )
    if resultat.contributions:
        lieux = [f"{c.commune.nom} : {c.texte}" if c.commune else c.texte for c in resultat.contributions]
        yield Liste(lieux, ordonnee=True)


def _classement(classement: Classement) -> Iterator[Bloc]:
    if classement.est_visible and classement.lignes:
        yield Tableau(
            ("Place", "Contribution", "Gommettes"),
            [
                (
                    f"{ligne.place}{' ex æquo' if ligne.est_ex_aequo else ''}",
                    ligne.contribution.texte,
                    str(ligne.total),
                )
                for ligne in classement.lignes
            ],
            legende=f"{francais.pluriel(classement.nb_gommettes, 'gommette')} collées",
            largeurs=(1.4, 6, 1.4),
        )


def _moderation(seance: Seance) -> Iterator[Bloc]:
    """Combien de contributions ont été masquées, et pourquoi : jamais leur texte."""
    masquees = Contribution.objects.de_la_seance(seance).filter(est_masquee=True)
    motifs = Counter(masquees.order_by().values_list("motif_de_masquage", flat=True))
    if motifs:
        yield Titre(1, "Modération")
        yield Tableau(
            ("Motif", "Contributions masquées"),
            [
                (MotifDeMasquage(motif).label if motif else "Motif non précisé", str(nb))
                for motif, nb in sorted(motifs.items())
            ],
            legende="Contributions masquées par motif",
            note="Elles ne sont pas effacées ; le journal de la séance garde chaque geste.",
        )


COMPTE_RENDU = Document("compte-rendu", "Compte rendu de séance", composer_le_compte_rendu)
