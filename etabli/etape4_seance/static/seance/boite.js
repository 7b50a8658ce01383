/* La boîte d'envoi du téléphone : ce qui est écrit est gardé ici d'abord, envoyé dès que le réseau le permet,
   et jamais deux fois : l'identifiant vient de l'appareil, le serveur n'en garde qu'un.
   Sans Internet et sans HTTPS, `crypto.randomUUID` n'existe pas ; `getRandomValues`, si. */

const SALLE = document.getElementById("salle");
const CLE = `etabli-boite-${SALLE.dataset.code}`;
const REPRISE = 4000; // millisecondes
let file = lire();
let envoi = null;

function identifiant() {
  const o = crypto.getRandomValues(new Uint8Array(16));
  o[6] = (o[6] & 0x0f) | 0x40;
  o[8] = (o[8] & 0x3f) | 0x80;
  const h = [...o].map((octet) => octet.toString(16).padStart(2, "0")).join("");
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20)}`;
}

function lire() {
  try {
    return JSON.parse(localStorage.getItem(CLE)) ?? [];
  } catch {
    return [];
  }
}

function garder() {
  try {
    localStorage.setItem(CLE, JSON.stringify(file));
  } catch {
    /* Navigation privée : la file vit le temps de la page. */
  }
  montrer();
}

/* Un texte commencé survit à un rechargement maladroit. */
function brouillon(formulaire) {
  const cle = `${CLE}-brouillon-${formulaire.dataset.boite}`;
  return {
    lire: () => {
      try {
        return sessionStorage.getItem(cle) ?? "";
      } catch {
        return "";
      }
    },
    ecrire: (texte) => {
      try {
        texte ? sessionStorage.setItem(cle, texte) : sessionStorage.removeItem(cle);
      } catch {
        /* Sans mémoire, le texte reste dans son champ. */
      }
    },
  };
}

function ligne(article) {
  const li = document.createElement("li");
  li.dataset.id = article.id;
  li.className = article.refus ? "seance-miennes--refusee" : "seance-miennes--attente";
  const texte = document.createElement("p");
  texte.className = "seance-miennes__texte";
  texte.textContent = article.texte;
  const detail = document.createElement("p");
  detail.className = "seance-miennes__detail";
  detail.textContent = article.refus || "En attente d'envoi";
  li.append(texte, detail);
  if (article.refus) {
    const reprendre = document.createElement("button");
    reprendre.type = "button";
    reprendre.className = "fr-btn fr-btn--sm fr-btn--tertiary";
    reprendre.textContent = "Reprendre ce texte";
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
  etat.textContent =
    enAttente === 1 ? "1 contribution attend le réseau. Elle partira d'elle-même." : `${enAttente} contributions attendent le réseau. Elles partiront d'elles-mêmes.`;
  const rien = document.getElementById("rien");
  if (rien) rien.hidden = liste.children.length > 0;
}

function rendre(article) {
  const champ = document.querySelector(`form[data-boite="${article.activite}"] textarea`) ?? document.querySelector("form[data-boite] textarea");
  if (!champ) return;
  champ.value = [champ.value, article.texte].filter(Boolean).join("\n");
  file = file.filter((autre) => autre.id !== article.id);
  garder();
  champ.focus();
}

/* La réponse se lit là où l'on écrit : la liste de ses contributions peut être loin sous un vote. */
function accuser(article, phrase) {
  const formulaire = document.querySelector(`form[data-boite="${article.activite}"]`);
  if (!formulaire) return;
  formulaire.querySelectorAll(".fr-input-group--error").forEach((groupe) => groupe.classList.remove("fr-input-group--error"));
  formulaire.querySelectorAll(".fr-message--error, .fr-error-text").forEach((message) => message.remove());
  formulaire.querySelector("textarea")?.removeAttribute("aria-invalid");
  let accuse = formulaire.querySelector(".seance-accuse");
  if (!accuse) {
    accuse = document.createElement("p");
    accuse.className = "seance-accuse";
    accuse.setAttribute("role", "status");
    formulaire.append(accuse);
  }
  accuse.textContent = phrase;
}

function partie(article, reponse) {
  file = file.filter((autre) => autre.id !== article.id);
  garder();
  accuser(article, "C'est envoyé. Vous pouvez écrire autre chose.");
  const li = ligne(article);
  li.className = "";
  li.querySelector(".seance-miennes__detail").textContent = reponse.est_tardive ? "Envoyée, arrivée après la fermeture" : "Envoyée";
  const liste = document.getElementById("miennes");
  liste.querySelector(`[data-id="${article.id}"]`)?.remove();
  liste.prepend(li);
  const rien = document.getElementById("rien");
  if (rien) rien.hidden = true;
}

function jeton() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
}

/* Vrai quand l'article a reçu une réponse, acceptée ou refusée ; faux quand il faut réessayer. */
async function envoyer(article) {
  const corps = new URLSearchParams({ id: article.id, texte: article.texte });
  if (article.case_afom) corps.set("case_afom", article.case_afom);
  if (article.differee) corps.set("differee", "on");
  let reponse;
  try {
    reponse = await fetch(article.url, { method: "POST", body: corps, headers: { Accept: "application/json", "X-CSRFToken": jeton() }, signal: AbortSignal.timeout?.(15000) });
  } catch {
    article.differee = true;
    accuser(article, "C'est gardé sur cet appareil : l'envoi se fera dès que le réseau revient.");
    garder();
    return false;
  }
  if (reponse.ok) {
    partie(article, await reponse.json());
    return true;
  }
  if (reponse.status >= 500) return false;
  const { detail } = await reponse.json().catch(() => ({}));
  article.refus = detail || "Cette contribution n'a pas pu être prise.";
  accuser(article, article.refus);
  garder();
  return true;
}

export async function vider() {
  if (envoi) return envoi;
  envoi = (async () => {
    for (const article of [...file]) {
      if (!article.refus && !(await envoyer(article))) break;
    }
  })();
  await envoi;
  envoi = null;
}

document.getElementById("activites").parentElement.addEventListener("submit", (evenement) => {
  const formulaire = evenement.target.closest("form[data-boite]");
  if (!formulaire) return;
  const champ = formulaire.querySelector("textarea");
  const texte = champ.value.trim();
  const cases = formulaire.querySelectorAll("[name=case_afom]");
  const choisie = formulaire.querySelector("[name=case_afom]:checked");
  /* Il manque quelque chose : on laisse le serveur le dire, à sa manière. */
  if (!texte || texte.length > 500 || (cases.length && !choisie)) return;
  evenement.preventDefault();
  const fermee = Boolean(formulaire.closest("[data-fermee]"));
  file.push({ id: identifiant(), url: formulaire.action, activite: formulaire.dataset.boite, texte, case_afom: choisie?.value, differee: fermee });
  garder();
  formulaire.reset();
  champ.value = "";
  brouillon(formulaire).ecrire("");
  if (!fermee) champ.focus();
  vider();
});

document.addEventListener("input", (evenement) => {
  const formulaire = evenement.target.closest?.("form[data-boite]");
  if (formulaire && evenement.target.name === "texte") brouillon(formulaire).ecrire(evenement.target.value);
});

export function preparer(racine) {
  for (const formulaire of racine.querySelectorAll("form[data-boite]")) {
    const champ = formulaire.querySelector("textarea");
    if (champ && !champ.value) champ.value = brouillon(formulaire).lire();
  }
}

preparer(document);
montrer();
vider();
addEventListener("online", vider);
setInterval(() => file.some((article) => !article.refus) && vider(), REPRISE);
