"""Le corpus tel que tout le monde le lit : une ligne par phrase publiée, sans rien qui ramène à une personne."""

from etabli.etape6_restitution.models import PhraseDuCorpus
from etabli.etape6_restitution.models.corpus import PhraseQuerySet
from etabli.socle.colonnes import Colonne, JeuDeColonnes

CORPUS = JeuDeColonnes(
    "contributions",
    "Contributions anonymisées des ateliers",
    (
        Colonne(
            "cle",
            "Identifiant",
            lambda p: str(p.cle),
            description="Tiré au sort pour ce jeu",
            obligatoire=True,
        ),
        Colonne(
            "atelier",
            "Identifiant de l'atelier",
            lambda p: f"atelier-{p.corpus.dossier_id}",
            obligatoire=True,
        ),
        Colonne("session", "Session", lambda p: p.session, "entier"),
        Colonne("activite", "Activité", lambda p: p.activite),
        Colonne(
            "college",
            "Collège",
            lambda p: p.college,
            description="Vide quand trop peu de personnes en étaient ce jour-là pour le nommer",
        ),
        Colonne("famille", "Famille", lambda p: p.famille),
        Colonne("texte", "Contribution", lambda p: p.texte, obligatoire=True),
        Colonne("suite", "Ce qu'elle est devenue", lambda p: p.suite),
        Colonne("publie_le", "Publiée le", lambda p: p.corpus.publie_le, "date"),
    ),
    description="Ce qui s'est dit dans les séances, vérifié phrase par phrase contre la réidentification. Un mot "
    "entre crochets remplace un passage masqué.",
)


def corpus_publies() -> PhraseQuerySet:
    """Toutes les phrases publiées des dossiers réels, en une requête."""
    return PhraseDuCorpus.objects.publiees().order_by("corpus__dossier", "session", "cle")


def phrases_retenues(corpus_pk: int) -> PhraseQuerySet:
    """Celles d'un corpus vérifié, pour l'emporter."""
    lues = PhraseDuCorpus.objects.filter(corpus=corpus_pk).retenues()
    return lues.select_related("corpus").order_by("session", "cle")
