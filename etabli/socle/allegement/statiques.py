"""La mise en ligne des fichiers statiques : `collectstatic` réunit, élague, allège, puis empreinte et comprime."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import dsfr
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

from etabli.socle.allegement.css import (
    Tri,
    Vocabulaire,
    adresses,
    deplacer,
    elaguer,
    mots,
    sans_variables_inutiles,
)
from etabli.socle.allegement.polices import alleger, partager_les_faces

DSFR = "dsfr/dist"
SCRIPT = f"{DSFR}/dsfr.module.min.js"
FEUILLES = (
    f"{DSFR}/dsfr.main.min.css",
    *(
        f"{DSFR}/utility/icons/icons-{famille}/icons-{famille}.main.min.css"
        for famille in ("system", "document", "user", "business", "communication", "map", "arrows")
    ),
)
REUNIE = "socle/etat.css"
POLICE = re.compile(r"dsfr/dist/fonts/[\w-]+\.woff$")
NOMMEE = re.compile(r"dsfr/dist/[\w./-]*")
# Un pictogramme plus petit qu'une requête entre dans la feuille.
DANS_LA_FEUILLE = 1_500
# De ce paquet, la maison n'emploie que les champs de formulaire.
CHAMPS_DU_DSFR = (
    "forms.py", "widgets.py", "fields.py", "templates/django/**/*.html", "templates/dsfr/widgets/*.html",
    "templates/dsfr/form_field_snippets/*.html",
)  # fmt: skip


def feuilles_de_l_etat() -> tuple[str, ...]:
    """Une seule feuille, élaguée, une fois le site mis en ligne ; avant cela, celles du paquet telles quelles."""
    return (REUNIE,) if isinstance(staticfiles_storage, StatiquesAllegees) else FEUILLES


class StatiquesAllegees(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Les fichiers du DSFR qu'aucune page n'appelle ne sont ni empreintés ni comprimés."""

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if dry_run:
            return
        utiles = {nom: ou for nom, ou in paths.items() if not nom.startswith("dsfr/")}
        if FEUILLES[0] in paths:
            utiles |= self._alleger(paths)
        yield from super().post_process(utiles, dry_run, **options)

    def _alleger(self, paths: dict[str, Any]) -> dict[str, Any]:
        """Toujours depuis les sources : deux collectes de suite donnent le même résultat."""
        reunie = reunir({nom: _lire(paths[nom]).decode() for nom in FEUILLES}, _vocabulaire(paths))
        appelees = {_depuis_la_racine(a) for a in adresses(reunie)}
        polices = [n for n in appelees if POLICE.match(n) and n in paths]
        for nom in polices:
            self._ecrire(nom, alleger(_lire(paths[nom])))
        reunie = _avec_les_pictogrammes(reunie, {n: _lire(paths[n]) for n in appelees if n.endswith(".svg")})
        # Chaque pictogramme est dit deux fois ; tous les navigateurs servis lisent la forme sans préfixe.
        reunie = re.sub(r"-webkit-mask-image:url\([^)]*\);(?=mask-image)", "", reunie)
        self._ecrire(REUNIE, reunie.encode())
        utiles = {nom: ou for nom, ou in paths.items() if nom in appelees or _est_nommee(nom)}
        return utiles | {nom: (self, nom) for nom in (*polices, REUNIE)}

    def _ecrire(self, nom: str, contenu: bytes) -> None:
        fichier = Path(self.path(nom))
        fichier.parent.mkdir(parents=True, exist_ok=True)
        fichier.write_bytes(contenu)


def _lire(ou: tuple[Any, str]) -> bytes:
    magasin, chemin = ou
    with magasin.open(chemin) as fichier:
        return bytes(fichier.read())


def reunir(feuilles: dict[str, str], vocabulaire: Vocabulaire) -> str:
    tri = Tri(vocabulaire)
    dossier = REUNIE.rpartition("/")[0]
    reunie = "".join(
        deplacer(partager_les_faces(elaguer(texte, tri)), nom.rpartition("/")[0], dossier)
        for nom, texte in feuilles.items()
    )
    return sans_variables_inutiles(reunie, vocabulaire.ecrits)


def _depuis_la_racine(adresse: str) -> str:
    return adresse.removeprefix("../")


def _avec_les_pictogrammes(feuille: str, pictogrammes: dict[str, bytes]) -> str:
    for nom, contenu in pictogrammes.items():
        if len(contenu) <= DANS_LA_FEUILLE:
            feuille = feuille.replace(f'url("../{nom}")', f'url("{_en_ligne(contenu.decode())}")')
    return feuille


def _en_ligne(svg: str) -> str:
    """Un SVG dans une adresse : ce qui s'y échappe est peu, et se comprime mieux qu'en base 64."""
    for signe, code in (("%", "%25"), ("#", "%23"), ("<", "%3C"), (">", "%3E"), ('"', "'"), ("\n", "")):
        svg = svg.replace(signe, code)
    return f"data:image/svg+xml,{svg}"


def _vocabulaire(paths: dict[str, Any]) -> Vocabulaire:
    return Vocabulaire(mots_de_la_maison(), frozenset(mots(_lire(paths[SCRIPT]).decode())))


@lru_cache(maxsize=1)
def mots_de_la_maison() -> frozenset[str]:
    return frozenset(mot for texte in _sources() for mot in mots(texte))


def _sources() -> Iterable[str]:
    """Tout ce qui peut écrire une classe : nos gabarits, notre code, nos scripts, et les champs du DSFR."""
    maison, paquet = Path(settings.RACINE) / "etabli", Path(dsfr.__file__).parent
    for forme in ("html", "py", "js", "css", "txt"):
        for fichier in maison.rglob(f"*.{forme}"):
            if "migrations" not in fichier.parts and "vendor" not in fichier.parts:
                yield fichier.read_text("utf-8")
    for motif in CHAMPS_DU_DSFR:
        for fichier in paquet.glob(motif):
            yield fichier.read_text("utf-8")


@lru_cache(maxsize=1)
def _nommees() -> tuple[str, ...]:
    """Les fichiers du DSFR que nos pages appellent par leur nom ; un nom inachevé vaut pour tout son dossier."""
    trouves = {n for texte in _sources() for n in NOMMEE.findall(texte)}
    return tuple(
        n for n in trouves - set(FEUILLES) if n not in (f"{DSFR}/", f"{DSFR}/fonts", f"{DSFR}/fonts/")
    )


def _est_nommee(nom: str) -> bool:
    return any(nom == n or (n.endswith(("/", "-")) and nom.startswith(n)) for n in _nommees())
