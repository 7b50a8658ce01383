"""Les fichiers : versionnés, empreintés, jamais écrasés, et vérifiés avant d'entrer."""

import hashlib
import io
import unicodedata
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import Any

import puremagic
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import models, transaction
from django.db.models import Max, QuerySet
from PIL import Image, ImageOps, UnidentifiedImageError

from etabli.socle.antivirus import examiner
from etabli.socle.journal import inscrire
from etabli.socle.models import Fichier, VersionDeFichier

# Extension → type servi. Ce qui n'est pas dans la table n'entre pas.
TYPES_ADMIS = {
    ".pdf": "application/pdf",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odp": "application/vnd.oasis.opendocument.presentation",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".csv": "text/csv",
    ".txt": "text/plain",
    ".geojson": "application/geo+json",
    ".json": "application/json",
    ".zip": "application/zip",
    ".svg": "image/svg+xml",
}
# Ces formats n'ont pas de signature : on demande seulement qu'ils soient du texte.
SANS_SIGNATURE = {".csv", ".txt", ".geojson", ".json", ".svg"}
# Les formats qui sont des archives : la pièce que l'on doit y trouver pour que le nom dise vrai.
ARCHIVES = {
    ".odt": "content.xml",
    ".ods": "content.xml",
    ".odp": "content.xml",
    ".docx": "word/document.xml",
    ".xlsx": "xl/workbook.xml",
    ".pptx": "ppt/presentation.xml",
    ".zip": "",
}
NB_DE_PIECES = 10_000
# Décompressée, une archive honnête pèse quelques fois son poids ; une piégée, des milliers de fois.
DECOMPRESSE_AU_PLUS = 500 * 1024 * 1024
FOIS_AU_PLUS = 200
PETITE_ARCHIVE = 20 * 1024 * 1024
# Une photo de téléphone a douze à cinquante millions de pixels ; au-delà, c'est la mémoire du serveur qui est visée.
PIXELS_AU_PLUS = 80_000_000
FORMATS_D_IMAGE = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
MACROS = ("vbaproject.bin", "vbadata.xml")


def nom_sur(nom: str) -> str:
    """Le nom sans chemin, sans caractère de contrôle, d'au plus 150 caractères, extension gardée."""
    seul = PurePosixPath(nom.replace("\\", "/")).name
    propre = "".join(c for c in unicodedata.normalize("NFC", seul) if c.isprintable() and c not in '<>:"|?*')
    chemin = PurePosixPath(propre.strip(" .") or "fichier")
    return f"{chemin.stem[:140]}{chemin.suffix[:10].lower()}"


def verifier(nom: str, contenu: bytes) -> str:
    """Rend le type du fichier, ou lève une ValidationError dont la phrase dit quoi faire."""
    extension = PurePosixPath(nom).suffix.lower()
    if extension not in TYPES_ADMIS:
        admis = ", ".join(e[1:] for e in TYPES_ADMIS if e != ".jpeg")
        raise ValidationError(
            f"Le format « {extension or 'inconnu'} » n'est pas accepté. Choisissez un fichier {admis}."
        )
    if not contenu:
        raise ValidationError(
            "Ce fichier est vide. Vérifiez-le sur votre poste puis choisissez-le à nouveau."
        )
    if not _contenu_conforme(extension, contenu):
        raise ValidationError(
            f"Le contenu de ce fichier n'est pas celui d'un {extension[1:].upper()}. "
            "Enregistrez-le à nouveau depuis votre logiciel dans ce format."
        )
    examiner(contenu)
    type_mime = TYPES_ADMIS[extension]
    if type_mime in FORMATS_D_IMAGE:
        # Lue ici, au formulaire : découverte abîmée au dépôt, elle ferait une panne au lieu d'un refus.
        with _image_lue(contenu, type_mime):
            pass
    return type_mime


def _contenu_conforme(extension: str, contenu: bytes) -> bool:
    if extension in SANS_SIGNATURE:
        return b"\x00" not in contenu[:4096]
    if extension in ARCHIVES:
        return _archive_conforme(contenu, ARCHIVES[extension])
    try:
        trouves = {p.extension for p in puremagic.magic_string(contenu)}
    except (puremagic.PureError, ValueError):
        return False
    proches = {".jpg", ".jpeg", ".jfif"} if extension in {".jpg", ".jpeg"} else {extension}
    return bool(trouves & proches)


def _archive_conforme(contenu: bytes, attendue: str) -> bool:
    """L'archive s'ouvre et porte la pièce attendue ; une archive piégée est refusée sans être décompressée."""
    try:
        with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
            pieces = archive.infolist()
            noms = {PurePosixPath(p.filename).name.lower() for p in pieces}
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return False
    total = sum(p.file_size for p in pieces)
    est_demesuree = total > max(PETITE_ARCHIVE, FOIS_AU_PLUS * len(contenu)) or total > DECOMPRESSE_AU_PLUS
    if est_demesuree or len(pieces) > NB_DE_PIECES:
        raise ValidationError(
            "Ce fichier, une fois décompressé, serait démesuré : il n'est pas accepté. Enregistrez-le à nouveau "
            "depuis votre logiciel, ou découpez-le."
        )
    if attendue and noms & set(MACROS):
        raise ValidationError(
            "Ce document contient des macros : il n'est pas accepté. Enregistrez-le sans elles, au format "
            "DOCX, XLSX ou PPTX ordinaire."
        )
    return not attendue or attendue in {p.filename for p in pieces}


def sans_metadonnees(contenu: bytes, type_mime: str) -> bytes:
    """L'image redessinée : ni lieu, ni appareil, ni date, ni rien de caché derrière elle ; le reste, tel quel."""
    if type_mime not in FORMATS_D_IMAGE:
        return contenu
    with _image_lue(contenu, type_mime) as image:
        profil = image.info.get("icc_profile")
        # La rotation notée dans les métadonnées est appliquée avant qu'elles disparaissent ; sur place, car une
        # image de quelques centaines de kilo-octets peut tenir trois cents mégaoctets en mémoire.
        ImageOps.exif_transpose(image, in_place=True)
        return _redessinee(image, type_mime, profil)


@contextmanager
def _image_lue(contenu: bytes, type_mime: str) -> Iterator[Image.Image]:
    """Tous ses pixels lus, ou un refus qui dit quoi faire : rien ne se découvre abîmé plus tard."""
    try:
        with Image.open(io.BytesIO(contenu), formats=[FORMATS_D_IMAGE[type_mime]]) as image:
            if image.width * image.height > PIXELS_AU_PLUS:
                raise ValidationError(
                    f"Cette image a plus de {PIXELS_AU_PLUS // 1_000_000} millions de pixels. Réduisez-la."
                )
            image.load()
            yield image
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as abimee:
        raise ValidationError(
            "Cette image ne s'ouvre pas. Enregistrez-la à nouveau depuis votre logiciel."
        ) from abimee


def _redessinee(image: Image.Image, type_mime: str, profil: bytes | None) -> bytes:
    """Rien que les pixels, et le profil de couleurs sans lequel ils changeraient de teinte."""
    transparence = image.info.get("transparency") if image.mode == "P" else None
    image.info = {} if transparence is None else {"transparency": transparence}
    reglages: dict[str, Any] = {"image/jpeg": {"quality": 92}, "image/webp": {"quality": 92}}.get(
        type_mime, {}
    )
    sortie = io.BytesIO()
    image.save(sortie, FORMATS_D_IMAGE[type_mime], icc_profile=profil, **reglages)
    return sortie.getvalue()


@transaction.atomic
def deposer(
    sujet: models.Model,
    titre: str,
    contenu: bytes,
    nom: str,
    *,
    par: Any,
    usage: str = "",
    visibilite: str = "",
    fichier: Fichier | None = None,
    signatures: dict[str, Any] | None = None,
) -> VersionDeFichier:
    """Ajoute une version : à `fichier` s'il est donné, sinon à un nouveau fichier de `sujet`.

    `signatures` est la lecture (`signature.Lecture.en_donnees`) faite au dépôt, quand il y a lieu d'en faire une.
    """
    nom = nom_sur(nom)
    type_mime = verifier(nom, contenu)
    contenu = sans_metadonnees(contenu, type_mime)
    if fichier is None:
        fichier = _nouveau(sujet, titre=titre, usage=usage, visibilite=visibilite)
    else:
        fichier = Fichier.objects.select_for_update().get(pk=fichier.pk)
    dernier = fichier.versions.aggregate(n=Max("numero"))["n"] or 0
    version = VersionDeFichier(
        fichier=fichier,
        numero=dernier + 1,
        nom=nom,
        sha256=hashlib.sha256(contenu).hexdigest(),
        taille=len(contenu),
        type_mime=type_mime,
        depose_par=par,
        signatures=signatures,
    )
    version.contenu.save(nom, ContentFile(contenu), save=False)
    version.save()
    inscrire(
        "deposer_un_fichier",
        sujet,
        par=par,
        phrase=f"a déposé « {fichier.titre} » (version {version.numero})",
        donnees={"fichier": fichier.pk, "version": version.numero, "sha256": version.sha256},
    )
    return version


def _nouveau(sujet: models.Model, **champs: str) -> Fichier:
    return Fichier.objects.create(
        sujet_type=ContentType.objects.get_for_model(sujet),
        sujet_id=sujet.pk,
        fil=getattr(sujet, "fil", ""),
        **champs,
    )


def fichiers_de(sujet: models.Model, usage: str = "") -> QuerySet[Fichier]:
    """Les fichiers d'un objet, versions préchargées (deux requêtes)."""
    fichiers = Fichier.objects.filter(
        sujet_type=ContentType.objects.get_for_model(sujet), sujet_id=sujet.pk
    ).prefetch_related("versions__depose_par")
    return fichiers.filter(usage=usage) if usage else fichiers


def lire(televerse: File[bytes]) -> bytes:
    """Le contenu d'un fichier téléversé ; trop gros, il est refusé avant d'être lu en mémoire."""
    maximum = settings.TAILLE_MAXIMALE_DES_FICHIERS
    if (televerse.size or 0) > maximum:
        raise ValidationError(
            f"Ce fichier dépasse {maximum // (1024 * 1024)} Mo. Réduisez-le ou découpez-le."
        )
    return bytes(televerse.read())
