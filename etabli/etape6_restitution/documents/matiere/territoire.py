"""Le territoire : la carte, la carte d'identité, le portrait chiffré."""

from collections.abc import Iterator

from etabli.etape6_restitution.documents.matiere.releve import Matiere
from etabli.socle import francais
from etabli.socle.document.blocs import Bloc, ChiffresCles, Figure
from etabli.socle.graphiques import barres
from etabli.territoires.cartes import carte_de_france, carte_du_perimetre

COMMUNES_MONTREES = 14


def carte(m: Matiere, largeur: float = 1.0) -> Figure:
    perimetre = m.dossier.perimetre
    titre = f"Le périmètre d'étude : {perimetre.libelle_court}"
    communes = francais.liste_et(c.nom for c in perimetre.lire_les_communes())
    description = f"Carte des communes du périmètre : {communes}."
    return Figure(
        carte_du_perimetre(perimetre, titre=titre, description=description),
        legende=f"{titre}, population municipale {francais.nombre(perimetre.population)}.",
        alternative=description,
        largeur=largeur,
    )


def situation(m: Matiere, largeur: float = 1.0) -> Figure:
    """Où c'est en France : le ou les départements."""
    departements = m.dossier.perimetre.departements
    noms = francais.liste_et(d.nom for d in departements)
    titre = f"{noms} dans la France"
    description = f"Carte de France où {noms} {'est coloré' if len(departements) == 1 else 'sont colorés'}."
    svg = carte_de_france(titre=titre, description=description, surlignes={d.code for d in departements})
    return Figure(svg, legende=titre, alternative=description, largeur=largeur)


def chiffres(m: Matiere) -> ChiffresCles:
    perimetre = m.dossier.perimetre
    return ChiffresCles(
        [
            (francais.nombre(perimetre.population), "habitants"),
            (str(perimetre.nb_communes), "commune" + "s" * (perimetre.nb_communes > 1)),
            (str(len(perimetre.epcis)), "intercommunalité" + "s" * (len(perimetre.epcis) > 1)),
            (str(len(perimetre.departements)), "département" + "s" * (len(perimetre.departements) > 1)),
        ]
    )


def identite(m: Matiere) -> list[tuple[str, str]]:
    """La carte d'identité : ce qu'un lecteur pressé cherche."""
    dossier, perimetre = m.dossier, m.dossier.perimetre
    lignes = [
        ("Format", str(dossier.format)),
        (
            "Territoire",
            f"{perimetre.libelle_court}, {francais.liste_et(d.nom for d in perimetre.departements)}",
        ),
        ("Intercommunalité", francais.liste_et(e.nom for e in perimetre.epcis)),
    ]
    if dossier.perimetre_de_reflexion:
        lignes.append(("Périmètre de réflexion", dossier.perimetre_de_reflexion.libelle_court))
    lignes += [(role, noms) for role, noms in porteurs(m) if noms]
    if themes := francais.liste_et(t.nom for t in dossier.thematiques.all()):
        lignes.append(("Thèmes", themes))
    if m.atelier and m.atelier.lance_le:
        lignes.append(("Lancé", f"le {francais.jour(m.atelier.lance_le, semaine=False)}"))
    return [(cle, valeur) for cle, valeur in lignes if valeur]


def porteurs(m: Matiere) -> list[tuple[str, str]]:
    roles = (("pilote", "Pilote"), ("copilote", "Co-pilote"), ("coporteur", "Co-porteurs"))
    portees = [
        (libelle, francais.liste_et(x.organisation.nom for x in m.membres if x.role == role))
        for role, libelle in roles
    ]
    return [*portees, ("Équipe projet", m.auteur)]


def portrait(m: Matiere) -> Iterator[Bloc]:
    """Combien d'habitants, et où : une barre par commune."""
    communes = sorted(m.dossier.perimetre.lire_les_communes(), key=lambda c: -(c.population or 0))
    peuplees = [(c.nom, float(c.population)) for c in communes if c.population]
    if not peuplees:
        return
    montrees, reste = peuplees[:COMMUNES_MONTREES], peuplees[COMMUNES_MONTREES:]
    if reste:
        montrees.append((francais.pluriel(len(reste), "autre commune"), sum(p for _, p in reste)))
    yield barres("Habitants par commune", montrees, en_tete="Commune").figure(
        f"Habitants par commune. Population municipale, code officiel géographique "
        f"{m.dossier.perimetre.millesime}."
    )
