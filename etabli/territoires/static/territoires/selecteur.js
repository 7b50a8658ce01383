// La carte redit la sélection et la change d'un geste ; tout ce qu'elle fait se fait aussi sans elle.
let L;
const METROPOLE = [[41.3, -5.2], [51.1, 9.6]];
const BLEU = "#000091";
const ROND = 7;
const NB_NOMMEES = 12;

function demarrer(boite) {
  const nom = boite.dataset.selecteur;
  const cadre = boite.querySelector("[data-carte]");
  const etat = boite.querySelector("[data-etat-de-la-carte]");
  cadre.hidden = false;
  boite.querySelector("[data-carte-dessinee]")?.remove();
  const toile = boite.querySelector("[data-leaflet]");
  const carte = L.map(toile, { zoomSnap: 0.5, minZoom: 4, maxZoom: 13, attributionControl: false, scrollWheelZoom: false });
  L.control.attribution({ prefix: false }).addTo(carte).addAttribution("Limites : Natural Earth");
  toile.querySelector(".leaflet-control-zoom-in").title = "Agrandir";
  toile.querySelector(".leaflet-control-zoom-out").title = "Réduire";
  const mire = document.createElement("div");
  mire.className = "territoires-mire";
  toile.append(mire);
  const couche = L.layerGroup().addTo(carte);
  let communes = [];

  const corps = () => document.getElementById(`${boite.dataset.id}-corps`);
  const choisies = () => new Set(corps().dataset.codes.split(" ").filter(Boolean));

  function style(choisie, approche) {
    return {
      color: choisie ? BLEU : "#6a6a6a",
      weight: choisie ? 2 : 1,
      dashArray: approche ? "3 3" : null,
      fillColor: choisie ? "#6a6af4" : "#ffffff",
      fillOpacity: choisie ? 0.6 : 0.7,
    };
  }

  function dessiner() {
    const prises = choisies();
    couche.clearLayers();
    for (const commune of communes) {
      const traits = style(prises.has(commune.code), commune.approche && !commune.contour);
      const forme = commune.contour
        ? L.geoJSON(commune.contour, { style: traits })
        : L.circleMarker([commune.lat, commune.lon], { ...traits, radius: ROND });
      const mot = prises.has(commune.code) ? "choisie" : "non choisie";
      const nommee = prises.has(commune.code) && prises.size <= NB_NOMMEES;
      // Un nœud, pas une chaîne : Leaflet lirait une chaîne comme du HTML.
      const bulle = document.createTextNode(nommee ? commune.nom : `${commune.nom} (${commune.code}), ${mot}`);
      forme.bindTooltip(bulle, { permanent: nommee, direction: "top" });
      forme.on("click", () => basculer(commune));
      forme.addTo(couche);
    }
  }

  function basculer(commune) {
    const dedans = choisies().has(commune.code);
    const formulaire = boite.closest("form");
    const valeurs = Object.fromEntries([[`${nom}-basculer`, commune.code]]);
    window.htmx.ajax("POST", boite.dataset.adresse, { source: formulaire.querySelector(`#${boite.dataset.id}-corps`), values: { ...collecter(formulaire), ...valeurs }, target: `#${boite.dataset.id}-corps`, swap: "outerHTML" });
    etat.textContent = `${commune.nom} est ${dedans ? "retirée" : "ajoutée"}.`;
  }

  // Le corps du sélecteur et le jeton du formulaire : rien d'autre n'a besoin de voyager.
  function collecter(formulaire) {
    const valeurs = {};
    const champs = [...corps().querySelectorAll("input[name], textarea[name]"), formulaire.querySelector("[name=csrfmiddlewaretoken]")];
    for (const champ of champs) {
      if (champ.type === "checkbox" && !champ.checked) continue;
      (valeurs[champ.name] ??= []).push(champ.value);
    }
    return Object.fromEntries(Object.entries(valeurs).map(([cle, liste]) => [cle, liste.length > 1 ? liste : liste[0]]));
  }

  async function charger() {
    const b = carte.getBounds();
    const adresse = new URL(cadre.dataset.communes, location.href);
    for (const [cle, valeur] of [["ouest", b.getWest()], ["sud", b.getSouth()], ["est", b.getEast()], ["nord", b.getNorth()]]) {
      adresse.searchParams.set(cle, Math.max(-180, Math.min(180, valeur)).toFixed(4));
    }
    const reponse = await fetch(adresse);
    if (!reponse.ok) return;
    const lu = await reponse.json();
    communes = lu.communes;
    cadre.dataset.nombre = String(communes.length);
    etat.textContent = lu.trop_large ? "Agrandissez la carte pour voir les communes." : "";
    dessiner();
  }

  async function montrerLaSelection() {
    const prises = choisies();
    const connues = communes.filter((c) => prises.has(c.code));
    if (boite.dataset.emprise !== [...prises].join(" ") && prises.size && connues.length < prises.size) {
      const reponse = await fetch(`${cadre.dataset.communes}?codes=${[...prises].slice(0, 400).join(",")}`);
      if (!reponse.ok) return;
      const { emprise } = await reponse.json();
      boite.dataset.emprise = [...prises].join(" ");
      if (emprise) carte.fitBounds([[emprise[1], emprise[0]], [emprise[3], emprise[2]]], { maxZoom: 11, padding: [30, 30], animate: false });
    }
    dessiner();
  }

  toile.addEventListener("keydown", (e) => {
    if (e.key !== "Enter" || !communes.length) return;
    e.preventDefault();
    const ici = carte.getCenter();
    const proche = communes.reduce((a, c) => (ici.distanceTo([c.lat, c.lon]) < ici.distanceTo([a.lat, a.lon]) ? c : a));
    basculer(proche);
  });
  carte.on("moveend", charger);
  document.body.addEventListener("htmx:afterSwap", (e) => {
    if (e.detail.target?.id !== `${boite.dataset.id}-corps` && !corps()?.contains(e.target)) return;
    montrerLaSelection();
    if (document.activeElement === document.body) corps().querySelector("[data-resume]")?.focus();
  });
  fetch(cadre.dataset.departements).then((r) => r.json()).then((traits) => {
    L.geoJSON(traits, { interactive: false, style: { color: "#929292", weight: 0.8, fillColor: "#ffffff", fillOpacity: 0.5 } }).addTo(carte).bringToBack();
  }).catch(() => {});
  carte.fitBounds(METROPOLE, { animate: false });
  montrerLaSelection();
  // Dans un volet fermé, la carte n'a pas de taille : elle se cadre quand on l'ouvre.
  let vue = toile.clientWidth > 0;
  new ResizeObserver(() => {
    carte.invalidateSize({ animate: false });
    if (vue || !toile.clientWidth) return;
    vue = true;
    delete boite.dataset.emprise;
    if (!choisies().size) carte.fitBounds(METROPOLE, { animate: false });
    montrerLaSelection();
  }).observe(toile);
}

// Entrée dans la recherche cherche, au lieu d'envoyer tout le formulaire.
document.addEventListener("keydown", (e) => {
  if (e.key !== "Enter" || !e.target.matches?.("[data-recherche]")) return;
  e.preventDefault();
  e.target.parentElement.querySelector("button")?.click();
});

// Les scripts différés de la page (Leaflet, htmx) sont tous joués à ce moment-là.
function commencer() {
  L = window.L;
  if (L && window.htmx) document.querySelectorAll("[data-selecteur]").forEach(demarrer);
}
if (document.readyState === "complete") commencer();
else document.addEventListener("DOMContentLoaded", commencer);
