"""Le dossier et son journal en colonnes."""

from etabli.dossier.lecture import changements, motif_du_fait
from etabli.dossier.models import Dossier
from etabli.socle.colonnes import Colonne, JeuDeColonnes

DOSSIERS: JeuDeColonnes = JeuDeColonnes(
    "dossiers",
    "Dossiers",
    (
        Colonne("titre", "Dossier", lambda d: d.titre, lien=Dossier.get_absolute_url, tri="titre"),
        Colonne("etape", "Étape", lambda d: d.get_etape_display(), type="badge", tri="rang_de_l_etape"),
        Colonne("territoire", "Territoire", lambda d: str(d.perimetre), tri="perimetre__nom"),
        Colonne("departements", "Départements", lambda d: d.noms_des_departements),
        Colonne("pilote", "Pilote local", lambda d: d.pilote.nom_court if d.pilote else ""),
        Colonne("format", "Format", lambda d: str(d.format), secondaire=True),
        Colonne("communes", "Communes", lambda d: d.perimetre.nb_communes, type="entier", secondaire=True),
        Colonne("population", "Population", lambda d: d.perimetre.population, type="entier", secondaire=True),
        Colonne("ouvert_le", "Ouvert le", lambda d: d.ouvert_le, type="date", tri="ouvert_le"),
        Colonne("fictif", "Contenu fictif", lambda d: d.est_fictif, type="booleen", secondaire=True),
    ),
)

JOURNAL: JeuDeColonnes = JeuDeColonnes(
    "journal",
    "Journal du dossier",
    (
        Colonne("numero", "Numéro", lambda f: f.numero, type="entier"),
        Colonne("quand", "Date", lambda f: f.quand, type="instant"),
        Colonne("par", "Auteur", lambda f: str(f.par) if f.par else "Le site"),
        Colonne("phrase", "Fait", lambda f: f.phrase),
        Colonne("acte", "Acte", lambda f: f.acte),
        Colonne(
            "changements",
            "Avant et après",
            lambda f: " ; ".join(
                f"{nom} : {a or '(vide)'} → {b or '(vide)'}" for nom, a, b in changements(f)
            ),
        ),
        Colonne("motif", "Motif", motif_du_fait),
        Colonne("empreinte", "Empreinte", lambda f: f.empreinte),
    ),
)
