/* Marquer un lieu du doigt : un point, ou une ligne de point en point. Le tracé part en unités du dessin ;
   le serveur en fait des degrés. Sans JavaScript, ou au clavier, la liste des communes fait le même travail. */

const ESPACE = "http://www.w3.org/2000/svg";
const ENCRE = "#a02121";

function bouton(libelle, geste) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "fr-btn fr-btn--sm fr-btn--tertiary";
  element.textContent = libelle;
  element.addEventListener("click", geste);
  return element;
}

function preparer(zone) {
  if (zone.dataset.prete) return;
  const svg = zone.querySelector("svg");
  const champ = zone.closest("form")?.querySelector("[name=trace]");
  if (!svg || !champ) return;
  zone.dataset.prete = "oui";
  const calque = svg.appendChild(document.createElementNS(ESPACE, "g"));
  const [, , largeur, hauteur] = svg.getAttribute("viewBox").split(" ").map(Number);
  let points = champ.value.split(" ").filter(Boolean).map((couple) => couple.split(",").map(Number));
  let ligne = points.length > 1;

  const dire = document.createElement("p");
  dire.className = "fr-text--sm fr-mb-1w";
  dire.setAttribute("role", "status");
  const choix = bouton("", () => {
    ligne = !ligne;
    points = ligne ? points : points.slice(-1);
    dessiner();
  });
  const effacer = bouton("Effacer", () => {
    points = [];
    dessiner();
  });
  const outils = document.createElement("div");
  outils.className = "seance-carte-doigt__outils";
  outils.append(choix, effacer);
  zone.append(dire, outils);

  function trait(nom, attributs) {
    const element = document.createElementNS(ESPACE, nom);
    for (const [cle, valeur] of Object.entries(attributs)) element.setAttribute(cle, valeur);
    calque.append(element);
  }

  function dessiner() {
    calque.replaceChildren();
    champ.value = points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");
    if (points.length > 1) trait("polyline", { points: champ.value, fill: "none", stroke: ENCRE, "stroke-width": 5 });
    for (const [cx, cy] of points) trait("circle", { cx, cy, r: 11, fill: ENCRE, stroke: "#fff", "stroke-width": 3 });
    choix.textContent = ligne ? "Marquer un seul point" : "Tracer une ligne";
    effacer.disabled = points.length === 0;
    dire.textContent = points.length === 0 ? (ligne ? "Touchez la carte de point en point." : "Touchez la carte pour marquer le lieu, ou choisissez une commune.") : points.length === 1 ? "Un point est marqué." : `Une ligne de ${points.length} points est tracée.`;
  }

  svg.addEventListener("click", (evenement) => {
    const place = new DOMPoint(evenement.clientX, evenement.clientY).matrixTransform(svg.getScreenCTM().inverse());
    const x = Math.min(Math.max(place.x, 0), largeur);
    const y = Math.min(Math.max(place.y, 0), hauteur - 56);
    points = ligne ? [...points, [x, y]].slice(-60) : [[x, y]];
    dessiner();
  });
  zone.closest("form").addEventListener("reset", () => {
    points = [];
    setTimeout(dessiner);
  });
  dessiner();
}

const preparerTout = () => document.querySelectorAll("[data-carte]").forEach(preparer);
preparerTout();
new MutationObserver(preparerTout).observe(document.getElementById("activites").parentElement, { childList: true, subtree: true });
