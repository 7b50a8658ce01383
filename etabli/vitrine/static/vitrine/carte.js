// La carte redit la liste : mêmes filtres, mêmes ateliers. Sans elle, rien ne manque.
const L = window.L;
const boite = document.getElementById("carte");
const VUES = [
  ["Métropole", [[41.3, -5.2], [51.1, 9.6]]],
  ["Antilles", [[14.3, -61.9], [18.2, -60.8]]],
  ["Guyane", [[2.1, -54.7], [5.8, -51.6]]],
  ["La Réunion", [[-21.4, 55.2], [-20.8, 55.9]]],
  ["Mayotte", [[-13.1, 44.9], [-12.6, 45.4]]],
  ["Saint-Pierre-et-Miquelon", [[46.7, -56.5], [47.2, -56.0]]],
];

const carte = L.map(boite, { zoomSnap: 0.25, minZoom: 2, maxZoom: 11, attributionControl: false, scrollWheelZoom: false });
carte.fitBounds(VUES[0][1]);
L.control.attribution({ prefix: false }).addTo(carte).addAttribution("Contours : Natural Earth");
carte.zoomControl.getContainer().querySelector(".leaflet-control-zoom-in").title = "Agrandir";
carte.zoomControl.getContainer().querySelector(".leaflet-control-zoom-out").title = "Réduire";
const reperes = L.layerGroup().addTo(carte);
let parCle = new Map();
let points = [];
// 24 px : la plus petite cible qu'un doigt atteint sans viser (WCAG 2.5.8) ; plus près, deux repères n'en font qu'un.
const COTE = 24;
const ECART = 28;

fetch(boite.dataset.contours).then((r) => r.json()).then((traits) => {
  L.geoJSON(traits, { interactive: false, style: { color: "#929292", weight: 0.7, fillColor: "#ffffff", fillOpacity: 1 } }).addTo(carte);
}).catch(() => {});

function element(nom, texte, attributs = {}) {
  const balise = document.createElement(nom);
  balise.textContent = texte;
  Object.assign(balise, attributs);
  return balise;
}

function infobulle(point) {
  const liste = document.createElement("ul");
  for (const atelier of point.ateliers) {
    const ligne = document.createElement("li");
    ligne.append(element("a", atelier.titre, { href: atelier.url }), element("span", atelier.detail));
    if (atelier.fictif) ligne.append(element("span", "Démonstration, contenu fictif"));
    liste.append(ligne);
  }
  return liste;
}

function repere(point) {
  const nb = point.ateliers.length;
  const classes = ["vitrine-repere"];
  if (point.approche) classes.push("vitrine-repere--approche");
  if (point.ateliers.every((a) => a.fictif)) classes.push("vitrine-repere--fictif");
  const cote = COTE;
  const titre = nb > 1 ? `${nb} ateliers : ${point.ateliers.map((a) => a.titre).join(" ; ")}` : point.ateliers[0].titre;
  const icone = L.divIcon({ className: classes.join(" "), html: nb > 1 ? String(nb) : "", iconSize: [cote, cote] });
  const marque = L.marker([point.lat, point.lon], { icon: icone, title: titre, alt: titre, riseOnHover: true });
  marque.bindPopup(infobulle(point), { maxWidth: 280 });
  marque.on("add", () => marque.getElement().setAttribute("aria-label", titre));
  marque.on("popupopen", (e) => {
    if (document.activeElement === marque.getElement()) e.popup.getElement().querySelector("a[href]:not(.leaflet-popup-close-button)")?.focus();
    e.popup.getElement().querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", "Fermer");
  });
  marque.on("popupclose", () => { if (boite.contains(document.activeElement)) marque.getElement()?.focus(); });
  for (const atelier of point.ateliers) parCle.set(atelier.cle, marque);
  return marque;
}

// Réunit, à l'échelle du moment, les points trop proches pour être touchés séparément.
function regrouper() {
  const groupes = [];
  for (const point of points) {
    const ici = carte.project([point.lat, point.lon]);
    const proche = groupes.find((g) => g.centre.distanceTo(ici) < ECART);
    if (proche) proche.points.push(point);
    else groupes.push({ centre: ici, points: [point] });
  }
  return groupes.map(({ points: reunis }) => ({
    lat: reunis[0].lat,
    lon: reunis[0].lon,
    approche: reunis.every((p) => p.approche),
    ateliers: reunis.flatMap((p) => p.ateliers),
  }));
}

function placer() {
  carte.closePopup();
  reperes.clearLayers();
  parCle = new Map();
  regrouper().forEach((groupe) => repere(groupe).addTo(reperes));
}
carte.on("zoomend", placer);

function proposerLesVues() {
  const barre = document.querySelector("[data-vues]");
  const avec = VUES.filter(([, cadre]) => points.some((p) => L.latLngBounds(cadre).contains([p.lat, p.lon])));
  barre.replaceChildren();
  if (avec.length < 2) return;
  for (const [nom, cadre] of avec) {
    const bouton = element("button", nom, { type: "button", className: "fr-tag fr-tag--sm" });
    bouton.addEventListener("click", () => carte.fitBounds(cadre));
    const ligne = document.createElement("li");
    ligne.append(bouton);
    barre.append(ligne);
  }
}

async function dessiner() {
  const adresse = document.getElementById("resultats").dataset.adresse;
  const reponse = await fetch(boite.dataset.points + adresse);
  if (!reponse.ok) return;
  ({ points } = await reponse.json());
  proposerLesVues();
  const metropole = L.latLngBounds(VUES[0][1]);
  const dedans = points.filter((p) => metropole.contains([p.lat, p.lon]));
  const aVoir = dedans.length || !points.length ? dedans : points;
  if (adresse && aVoir.length) carte.fitBounds(aVoir.map((p) => [p.lat, p.lon]), { maxZoom: 8, padding: [40, 40] });
  else carte.fitBounds(VUES[0][1]);
  placer();
  boite.dataset.nombre = String(points.length);
}

// Survoler ou atteindre au clavier une fiche montre son repère ; ouvrir un repère montre sa fiche.
function montrer(evenement, oui) {
  const fiche = evenement.target.closest?.("[data-cle]");
  const marque = fiche && parCle.get(fiche.dataset.cle);
  marque?.getElement()?.classList.toggle("vitrine-repere--montre", oui);
}
for (const [nom, oui] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
  document.addEventListener(nom, (e) => montrer(e, oui));
}
function marquerLaFiche(marque, oui) {
  for (const [cle, autre] of parCle) {
    if (autre === marque) document.getElementById(cle)?.classList.toggle("vitrine-montree", oui);
  }
}
carte.on("popupopen", (e) => marquerLaFiche(e.popup._source, true));
carte.on("popupclose", (e) => marquerLaFiche(e.popup._source, false));

document.body.addEventListener("htmx:afterSwap", (e) => { if (document.getElementById("resultats") && e.detail.target) dessiner(); });
document.body.addEventListener("htmx:historyRestore", dessiner);
await dessiner();
const demandee = parCle.get(location.hash.slice(1));
if (demandee) {
  carte.setView(demandee.getLatLng(), 7, { animate: false });
  parCle.get(location.hash.slice(1))?.openPopup();
}
