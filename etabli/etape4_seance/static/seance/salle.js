/* La page du téléphone suit l'animateur sans jamais effacer ce qu'on est en train d'écrire. */

import { ecouter } from "./direct.js";
import { preparer, reprendre } from "./boite.js";
import "./hors_ligne.js";

const SALLE = document.getElementById("salle");
const ANNONCE = document.getElementById("annonce");
const LIEN = document.getElementById("lien");
let etat = SALLE.dataset.etat;
let enCours = false;
let encore = false;

function presentes() {
  return [...document.querySelectorAll("#activites > [id^=activite-]:not([data-fermee])")].map((section) => Number(section.id.slice(9)));
}

/* L'activité est fermée mais un texte y est commencé : on le laisse finir et partir. */
function fermer(section) {
  const champ = section.querySelector("textarea");
  if (!champ?.value.trim()) {
    section.remove();
    return;
  }
  section.dataset.fermee = "oui";
  const avis = document.createElement("p");
  avis.className = "seance-avis";
  avis.textContent = "Cette activité vient de fermer. Terminez et envoyez : votre texte sera gardé, avec la mention «\u00a0arrivé après la fermeture\u00a0».";
  section.querySelector("h2").after(avis);
}

function fondre(neuf) {
  const ici = document.getElementById("activites");
  for (const section of ici.querySelectorAll(":scope > [id^=activite-]:not([data-fermee])")) {
    if (!neuf.querySelector(`#${section.id}`)) fermer(section);
  }
  ici.querySelector("#attente")?.remove();
  for (const element of neuf.children) {
    const deja = element.id && ici.querySelector(`#${element.id}`);
    if (!deja) {
      const copie = document.importNode(element, true);
      ici.append(copie);
      globalThis.htmx?.process(copie);
      preparer(copie);
      if (element.id.startsWith("activite-")) ANNONCE.textContent = `Nouvelle activité : ${element.querySelector("h2").textContent}`;
    }
  }
}

async function relire() {
  if (enCours) {
    encore = true;
    return;
  }
  enCours = true;
  try {
    const reponse = await fetch(SALLE.dataset.salle, { headers: { "HX-Request": "true" } });
    if (reponse.ok && !reponse.redirected) {
      const page = new DOMParser().parseFromString(await reponse.text(), "text/html");
      const neuf = page.getElementById("activites");
      if (neuf) fondre(neuf);
    }
  } catch {
    /* Le réseau manque : le prochain état relancera la lecture. */
  }
  enCours = false;
  if (encore) {
    encore = false;
    relire();
  }
}

ecouter(
  SALLE.dataset.flux,
  (donnees) => {
    const recu = JSON.parse(donnees);
    const change = recu.etat !== etat || [...recu.ouvertes].sort().join() !== presentes().sort().join();
    etat = recu.etat;
    if (change) relire();
    reprendre();
  },
  (ouvert) => {
    LIEN.hidden = ouvert;
    LIEN.textContent = ouvert ? "" : "Sans réseau. Continuez d'écrire : tout est gardé ici.";
  },
);
