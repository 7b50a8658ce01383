"""Ce qu'on exige de toute page ouverte dans un vrai navigateur, à trois largeurs."""

from pathlib import Path
from typing import Any

from playwright.sync_api import ConsoleMessage, Page

RACINE = Path(__file__).resolve().parents[1]
LARGEURS = (360, 768, 1280)
AXE = (RACINE / "tests" / "vendor" / "axe.min.js").read_text()
REGLES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

# Le design de l'État souligne par des images de fond ; sans elles, axe peut juger les contrastes. Les liens qui
# étaient soulignés ainsi le restent d'un trait que axe sait lire ; les autres ne gagnent rien.
SANS_IMAGE_DE_FOND = """() => {
  for (const lien of document.querySelectorAll("a[href]")) {
    if (getComputedStyle(lien).backgroundImage !== "none") lien.dataset.souligne = "";
  }
  const feuille = new CSSStyleSheet();
  feuille.replaceSync(
    "*, ::before, ::after { background-image: none !important; transition: none !important }"
    + "a[data-souligne] { text-decoration: underline !important }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, feuille];
}"""
PASSER_AXE = """async (regles) => {
  const rapport = await axe.run(document, { runOnly: regles, resultTypes: ["violations"] });
  return rapport.violations.map((v) => `${v.id} (${v.impact}) : ${v.help} → `
    + v.nodes.slice(0, 4)
      .map((n) => `${n.target.join(" ")} ${n.any.map((a) => a.message).join(" ; ")}`).join(" | "));
}"""
DEBORDEMENTS = """() => {
  const largeur = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= largeur) return [];
  const retenu = (e) => e !== document.body
    && (getComputedStyle(e).overflowX !== "visible" || retenu(e.parentElement));
  return [...document.querySelectorAll("body *")]
    .filter((e) => e.getBoundingClientRect().right > largeur + 1 && !retenu(e))
    .slice(0, 5)
    .map((e) => `${e.tagName.toLowerCase()}.${e.className} dépasse de `
      + `${Math.round(e.getBoundingClientRect().right - largeur)} px`);
}"""


def chromium() -> str:
    """Le Chromium du système, ou rien : les parcours se passent alors, en le disant."""
    return next((chemin for chemin in CHROMIUM if Path(chemin).exists()), "")


def surveille(page: Page) -> list[str]:
    """Note les erreurs de script, de console et de politique de sécurité dès l'ouverture de la page."""
    plaintes: list[str] = []

    def console(message: ConsoleMessage) -> None:
        if message.type == "error" and not _refus_attendu(message):
            plaintes.append(f"console : {message.text}")

    page.on("console", console)
    page.on("pageerror", lambda erreur: plaintes.append(f"script : {erreur}"))
    page.plaintes = plaintes  # type: ignore[attr-defined]
    return plaintes


def _refus_attendu(message: ConsoleMessage) -> bool:
    """Une page qui répond 403, 404 ou 422 le dit à la console ; un fichier statique absent est une faute."""
    return "the server responded with a status of 4" in message.text and "/static/" not in str(
        message.location.get("url", "")
    )


def verifie_page(page: Page, largeurs: tuple[int, ...] = LARGEURS) -> None:
    """Accessible selon axe, sans débordement ni erreur, à chaque largeur ; sinon, dit tout."""
    fautes: list[str] = []
    depart = page.viewport_size
    page.wait_for_load_state("networkidle")
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
        page.evaluate(SANS_IMAGE_DE_FOND)
    for largeur in largeurs:
        page.set_viewport_size({"width": largeur, "height": 900})
        fautes += [f"{largeur} px, débordement : {d}" for d in page.evaluate(DEBORDEMENTS)]
        fautes += [f"{largeur} px, axe : {v}" for v in page.evaluate(PASSER_AXE, REGLES)]
    if depart:
        page.set_viewport_size(depart)
    fautes += getattr(page, "plaintes", [])
    assert not fautes, f"{page.url}\n" + "\n".join(fautes)


def capture(page: Page, nom: str, largeurs: tuple[int, ...] = LARGEURS) -> list[Path]:
    """Photographie la page entière dans var/captures, pour la regarder."""
    dossier = RACINE / "var" / "captures"
    dossier.mkdir(parents=True, exist_ok=True)
    photos = []
    for largeur in largeurs:
        page.set_viewport_size({"width": largeur, "height": 900})
        chemin = dossier / f"{nom}-{largeur}.png"
        page.screenshot(path=chemin, full_page=True)
        photos.append(chemin)
    return photos


def contexte_du_navigateur(adresse: str) -> dict[str, Any]:
    return {"base_url": adresse, "locale": "fr-FR", "timezone_id": "Europe/Paris", "reduced_motion": "reduce"}
