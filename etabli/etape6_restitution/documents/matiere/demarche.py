"""La démarche : l'équipe, la gouvernance, le calendrier, les présents."""

from collections.abc import Iterator

from etabli.dossier.enums import NatureDePhase, Role
from etabli.etape4_seance.resultats import Presence
from etabli.etape6_restitution.documents.matiere.releve import Matiere
from etabli.socle import francais
from etabli.socle.document.blocs import Bloc, Definitions, Tableau
from etabli.socle.graphiques import Jalon, Periode, barres_empilees, frise

GROUPES = {
    NatureDePhase.APPROFONDISSEMENT: "Approfondissement",
    NatureDePhase.PRODUCTION: "Production",
    NatureDePhase.CADRAGE: "Cadrage",
}
COURT_JOURS = 7


def equipe(m: Matiere) -> Iterator[Bloc]:
    if m.atelier:
        membres = m.atelier.equipe.membres_en_cours()
        lignes = [
            (x.organisation.nom, x.competences or "–", "Mandataire" if x.est_mandataire else "Co-traitant")
            for x in membres
        ]
        if lignes:
            yield Tableau(
                ("Organisation", "Compétences", "Place"),
                lignes,
                legende=f"L'équipe projet : {m.atelier.equipe}",
                largeurs=(4, 4, 2),
            )


def gouvernance(m: Matiere) -> Iterator[Bloc]:
    """Ceux qui portent : l'équipe a son tableau, et qui ne fait que lire ne porte rien."""
    porteurs = [x for x in m.membres if x.role in (Role.PILOTE, Role.COPILOTE, Role.COPORTEUR)]
    lignes = [(x.organisation.nom, x.get_role_display()) for x in porteurs]
    if lignes:
        yield Tableau(
            ("Organisation", "Rôle dans l'atelier"), lignes, legende="Qui porte l'atelier", largeurs=(5, 3)
        )


def calendrier(m: Matiere) -> Iterator[Bloc]:
    """Ce qui dure est une barre, ce qui tient en quelques jours est un jalon."""
    phases = list(m.atelier.jalons.all()) if m.atelier else []
    if not phases:
        return
    longues = [p for p in phases if (p.fin_le - p.debut_le).days > COURT_JOURS]
    breves = [p for p in phases if p not in longues]
    dessin = frise(
        "Le calendrier de l'atelier",
        [
            Periode(
                f"{GROUPES.get(NatureDePhase(p.nature), p.get_nature_display())}",
                p.debut_le,
                p.fin_le,
                GROUPES.get(NatureDePhase(p.nature), ""),
                p.nom,
            )
            for p in longues
        ],
        [Jalon(f"Session {p.session}" if p.session else p.get_nature_display(), p.debut_le) for p in breves],
    )
    yield dessin.figure("Le calendrier de l'atelier, du cadrage à la restitution.")


def phases(m: Matiere) -> Iterator[Bloc]:
    lignes = [
        (p.nom, francais.periode(p.debut_le, p.fin_le).removeprefix("le "), p.lieu or "–")
        for p in (m.atelier.jalons.all() if m.atelier else [])
    ]
    if lignes:
        yield Tableau(("Phase", "Dates", "Lieu"), lignes, legende="Phases et dates", largeurs=(5, 3.6, 2.6))


def dates_des_livrables(m: Matiere) -> Iterator[Bloc]:
    attendus = [x for x in m.dossier.livrables.all() if x.attendu_le]
    if attendus:
        yield Definitions([(str(x), f"le {francais.jour(x.attendu_le, semaine=False)}") for x in attendus])


def presences(m: Matiere) -> Iterator[Bloc]:
    """Une barre par session, un segment par collège : qui était là, jamais qui c'était."""
    if not m.seances:
        return
    par_seance = [m.presences[s.pk] for s in m.seances]
    series = {
        libelle: valeurs
        for libelle, valeurs in (
            (p.libelle, [float(presents(une[rang])) for une in par_seance])
            for rang, p in enumerate(par_seance[0])
        )
        if any(valeurs)
    }
    if series:
        noms = [f"Session {s.numero}" for s in m.seances]
        yield barres_empilees("Personnes présentes, par collège", noms, series, en_tete="Session").figure()


def presents(presence: Presence) -> int:
    """Une même personne signe et entre par son téléphone : on retient le plus grand des deux."""
    return max(presence.nb_emarges, presence.nb_connectes)


def nb_presents(m: Matiere, seance_id: int) -> int:
    return sum(presents(p) for p in m.presences[seance_id])
