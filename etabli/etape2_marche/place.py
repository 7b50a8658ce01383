"""Ce qu'il faut faire sur PLACE, dans l'ordre : la plateforme n'y accède pas, un agent coche ce qu'il a fait."""

from dataclasses import dataclass

from etabli.etape2_marche.models import Marche, PointDeControle


@dataclass(frozen=True)
class Point:
    cle: str
    libelle: str
    pourquoi: str


POINTS = (
    Point(
        "consultation-creee",
        "Créer la consultation sur PLACE, comme marché subséquent de l'accord-cadre",
        "PLACE est le profil d'acheteur de l'État : les offres s'y reçoivent, et nulle part ailleurs.",
    ),
    Point(
        "titulaires-invites",
        "Y inviter tous les titulaires de l'accord-cadre, un par un, et eux seuls",
        "Tous les titulaires sont consultés par écrit (article R. 2162-10 du code de la commande publique, "
        "à vérifier).",
    ),
    Point(
        "archive-deposee",
        "Y déposer l'archive du dossier de consultation, telle que téléchargée ici",
        "Les empreintes de l'archive prouvent ensuite que personne n'a changé une pièce.",
    ),
    Point(
        "date-limite-identique",
        "Y saisir la même date et la même heure limites qu'ici",
        "C'est l'heure de PLACE qui fait foi pour dire qu'une offre est arrivée à temps.",
    ),
    Point(
        "criteres-identiques",
        "Vérifier que les critères et leurs poids sont ceux de l'accord-cadre",
        "Les critères sont annoncés dès l'accord-cadre ; ceux du marché s'y rattachent sans équivoque.",
    ),
    Point(
        "publiee",
        "Publier, puis recopier ici la référence que PLACE a donnée",
        "Elle figure dans les courriers et permet de retrouver la consultation.",
    ),
)
CLES = {point.cle for point in POINTS}


@dataclass(frozen=True)
class PointMontre:
    point: Point
    fait: PointDeControle | None


def points_de(marche: Marche) -> list[PointMontre]:
    """La liste, avec qui a coché quoi et quand (une requête)."""
    faits = {p.cle: p for p in PointDeControle.objects.filter(marche=marche).select_related("fait_par")}
    return [PointMontre(point, faits.get(point.cle)) for point in POINTS]
