/* La boîte d'envoi du téléphone : ce qu'on écrit est gardé ici d'abord, envoyé dès que le réseau le permet.
   Tout formulaire `data-boite` passe par elle, quel que soit le type d'activité :
     data-boite="<activité>"   l'activité, pour rendre le texte refusé à son champ ;
     data-resume="<phrase>"    ce qu'on montre de l'article s'il n'a pas de champ « texte » ;
     data-garde                le formulaire garde ce qu'on y a mis après l'envoi (un bulletin).
     data-accuse="<activité>"  où se lit la réponse, quand ce n'est pas au bas du formulaire (un vote).
   L'événement `boite:partie` (détail : article, donnees) dit à la page qu'un article est arrivé ;
   `boite:file` (détail : la file), que ce qui attend a changé. */

import "./noyau.js";

const { Boite } = globalThis;
const SALLE = document.getElementById("salle");
const CODE = SALLE.dataset.code;
const REPRISE = 2000; // millisecondes ; double à chaque échec, jusqu'à une minute
const REPRISE_AU_PLUS = 60000;
let file = [];
let echecs = 0;
let minuterie = null;
let envoi = null;

const pluriel = (nb, un, plusieurs) => (nb === 1 ? `1 ${un}` : `${nb} ${plusieurs}`);

async function relire() {
  file = await Boite.lister(CODE);
  montrer();
}

function ligne(article) {
  const li = document.createElement("li");
  li.dataset.id = article.id;
  li.className = article.refus ? "seance-miennes--refusee" : "seance-miennes--attente";
  const texte = document.createElement("p");
  texte.className = "seance-miennes__texte";
  texte.textContent = article.resume;
  const detail = document.createElement("p");
  detail.className = "seance-miennes__detail";
  detail.textContent = article.refus || "En attente d'envoi";
  li.append(texte, detail);
  if (article.refus) {
    const reprendre = document.createElement("button");
    reprendre.type = "button";
    reprendre.className = "fr-btn fr-btn--sm fr-btn--tertiary";
    reprendre.textContent = article.texte ? "Reprendre ce texte" : "Retirer";
    reprendre.addEventListener("click", () => rendre(article));
    li.append(reprendre);
  }
  return li;
}

function montrer() {
  const liste = document.getElementById("miennes");
  for (const li of liste.querySelectorAll(".seance-miennes--attente, .seance-miennes--refusee")) li.remove();
  for (const article of file) {
    liste.querySelector(`[data-id="${article.id}"]`)?.remove();
    liste.prepend(ligne(article));
  }
  const enAttente = file.filter((article) => !article.refus).length;
  const etat = document.getElementById("file");
  etat.hidden = enAttente === 0;
  if (enAttente) {
    etat.textContent =
      enAttente === 1 ? "1 envoi attend le réseau. Il partira de lui-même." : `${enAttente} envois attendent le réseau. Ils partiront d'eux-mêmes.`;
  }
  const rien = document.getElementById("rien");
  if (rien) rien.hidden = liste.children.length > 0;
  dire();
}

const dire = () => document.dispatchEvent(new CustomEvent("boite:file", { detail: file }));

async function rendre(article) {
  const champ = document.querySelector(`form[data-boite="${article.activite}"] textarea`) ?? document.querySelector("form[data-boite] textarea");
  if (article.texte && !champ) return;
  await Boite.oublier(article.id);
  await relire();
  if (!article.texte) return;
  champ.value = [champ.value, article.texte].filter(Boolean).join("\n");
  champ.focus();
}

/* La réponse se lit là où l'on écrit : la liste de ses contributions peut être loin sous un vote. */
function accuser(article, phrase) {
  const place = document.querySelector(`[data-accuse="${article.activite}"]`);
  if (place) {
    place.textContent = phrase;
    return;
  }
  const formulaire = document.querySelector(`form[data-boite="${article.activite}"]`);
  if (!formulaire) return;
  formulaire.querySelectorAll(".fr-input-group--error").forEach((groupe) => groupe.classList.remove("fr-input-group--error"));
  formulaire.querySelectorAll(".fr-message--error, .fr-error-text").forEach((message) => message.remove());
  formulaire.querySelectorAll("[aria-invalid]").forEach((champ) => champ.removeAttribute("aria-invalid"));
  let accuse = formulaire.querySelector(".seance-accuse");
  if (!accuse) {
    accuse = document.createElement("p");
    accuse.className = "seance-accuse";
    accuse.setAttribute("role", "status");
    formulaire.append(accuse);
  }
  accuse.textContent = phrase;
}

async function surIssue(article, { issue, donnees, detail }) {
  await relire();
  if (issue === "refusee") {
    accuser(article, detail);
  } else if (issue === "plus_tard") {
    accuser(article, "C'est gardé sur cet appareil : l'envoi se fera dès que le réseau revient.");
  } else {
    accuser(article, article.texte ? "C'est envoyé. Vous pouvez écrire autre chose." : estUnVote(article) ? "" : "C'est envoyé.");
    if (article.texte) inscrire(article, donnees);
    document.dispatchEvent(new CustomEvent("boite:partie", { detail: { article, donnees } }));
  }
}

/* Une gommette se voit aussitôt sur la page : la redire à chaque doigt posé lasserait. */
const estUnVote = (article) => article.champs.some(([nom]) => nom === "geste");

function inscrire(article, donnees) {
  const li = ligne(article);
  li.className = "";
  li.querySelector(".seance-miennes__detail").textContent = donnees.est_tardive ? "Envoyée, arrivée après la fermeture" : "Envoyée";
  const liste = document.getElementById("miennes");
  liste.querySelector(`[data-id="${article.id}"]`)?.remove();
  liste.prepend(li);
  const rien = document.getElementById("rien");
  if (rien) rien.hidden = true;
}

/* Envoie ce qui attend ; sans réponse, réessaie de plus en plus tard, jusqu'à une minute. */
export async function vider() {
  if (envoi) return envoi;
  clearTimeout(minuterie);
  envoi = Boite.vider(CODE, surIssue);
  const { reste, apres } = await envoi.catch(() => ({ reste: 1, apres: 0 }));
  envoi = null;
  echecs = reste ? echecs + 1 : 0;
  if (reste) {
    const attente = Math.min(REPRISE * 2 ** (echecs - 1), REPRISE_AU_PLUS) * (0.75 + Math.random() / 2);
    minuterie = setTimeout(vider, Math.max(attente, 1000 * apres));
    demanderUnRappel();
  }
}

/* Le réseau revient, ou l'on rouvre la page : on n'attend pas la fin du délai. */
export function reprendre() {
  echecs = 0;
  if (file.some((article) => !article.refus)) vider();
}

/* Là où le navigateur le permet, l'ouvrier de service enverra même si la page est fermée. */
async function demanderUnRappel() {
  const ouvrier = await navigator.serviceWorker?.getRegistration?.().catch(() => null);
  await ouvrier?.sync?.register(`boite-${CODE}`).catch(() => null);
}

function lireLeFormulaire(formulaire, bouton) {
  const donnees = new FormData(formulaire);
  if (bouton?.name) donnees.append(bouton.name, bouton.value);
  return [...donnees].filter(([nom, valeur]) => !["csrfmiddlewaretoken", "id", "differee"].includes(nom) && !(valeur instanceof File && !valeur.size));
}

const TEXTES = "textarea, input[type=text]";

/* Vide le formulaire et rend ce que ses champs de texte portaient. */
function viderLesChamps(formulaire) {
  const vides = [...formulaire.querySelectorAll(TEXTES)].map((champ) => ({ champ, valeur: champ.value }));
  formulaire.reset();
  for (const { champ } of vides) champ.value = "";
  return vides;
}

/* Il manque quelque chose : le serveur le dira à sa manière ; sans réseau, c'est le navigateur qui le dit. */
function estComplet(formulaire) {
  const blanc = [...formulaire.querySelectorAll("textarea[required], input[type=text][required]")].some((champ) => !champ.value.trim());
  return !blanc && formulaire.checkValidity();
}

document.addEventListener("submit", async (evenement) => {
  const formulaire = evenement.target.closest?.("form[data-boite]");
  if (!formulaire || !SALLE.contains(formulaire)) return;
  if (!estComplet(formulaire)) {
    if (!navigator.onLine) {
      evenement.preventDefault();
      formulaire.reportValidity();
    }
    return;
  }
  evenement.preventDefault();
  const champs = lireLeFormulaire(formulaire, evenement.submitter);
  const texte = champs.find(([nom]) => nom === "texte")?.[1].trim() ?? "";
  const fermee = Boolean(formulaire.closest("[data-fermee]"));
  const article = {
    id: Boite.identifiant(),
    rang: Date.now() + performance.now() / 1e7,
    salle: CODE,
    page: SALLE.dataset.salle,
    url: formulaire.getAttribute("action"),
    activite: formulaire.dataset.boite,
    resume: formulaire.dataset.resume || texte || "Votre réponse",
    texte,
    champs,
    jeton: formulaire.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "",
    differee: fermee,
  };
  // Le champ se vide avant d'attendre le disque : ce qu'on tape pendant qu'il écrit est la phrase suivante.
  const vides = "garde" in formulaire.dataset ? [] : viderLesChamps(formulaire);
  try {
    await Boite.garder(article);
  } catch {
    for (const { champ, valeur } of vides) champ.value = [valeur, champ.value].filter(Boolean).join("\n");
    accuser(article, "La mémoire de cet appareil est pleine : rien n'est perdu, mais rien n'est parti. Libérez de la place et renvoyez.");
    return;
  }
  if (vides.length && !fermee) formulaire.querySelector("textarea")?.focus();
  for (const champ of formulaire.querySelectorAll(TEXTES)) Boite.garderLeBrouillon(cle(champ), champ.value);
  file.push(article);
  if (navigator.onLine) dire();
  else montrer();
  echecs = 0;
  if (envoi) await envoi.catch(() => null);
  vider();
});

/* Un texte commencé survit à un rechargement, et à la fermeture de l'onglet. */
const cle = (champ) => `${CODE}/${champ.form.dataset.boite}/${champ.name}`;

document.addEventListener("input", (evenement) => {
  const champ = evenement.target;
  if (champ.matches?.("form[data-boite] textarea, form[data-boite] input[type=text]")) Boite.garderLeBrouillon(cle(champ), champ.value).catch(() => null);
});

export async function preparer(racine) {
  for (const champ of racine.querySelectorAll("form[data-boite] textarea, form[data-boite] input[type=text]")) {
    const texte = champ.value ? "" : await Boite.brouillon(cle(champ)).catch(() => "");
    if (texte && !champ.value) champ.value = texte;
  }
}

async function commencer() {
  preparer(document);
  await relire().catch(() => null);
  reprendre();
  if (!(await Boite.estDurable())) {
    const avis = document.getElementById("memoire");
    if (avis) avis.hidden = false;
  }
}

commencer();
addEventListener("online", reprendre);
addEventListener("pageshow", reprendre);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && reprendre());
Boite.annonces?.addEventListener("message", ({ data }) => data.article.salle === CODE && surIssue(data.article, data.resultat));
