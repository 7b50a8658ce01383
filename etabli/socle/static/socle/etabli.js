/* Ce que la page sait faire de plus quand JavaScript est là. Rien d'essentiel ne s'y trouve. */

const ICI = document.querySelector("script[data-riche]")?.dataset;

/* Le menu devient une boîte de dialogue sur un téléphone : il lui faut alors un nom, que le HTML nu n'admet pas. */
document.getElementById("menu-mobile")?.setAttribute("aria-labelledby", "bouton-menu");

/* Sur un téléphone, la page où l'on est peut être hors de la rangée d'onglets : on l'y ramène. */
for (const ici of document.querySelectorAll(".etabli-onglets [aria-current]")) {
  const rangee = ici.closest(".etabli-onglets");
  rangee.scrollLeft = ici.offsetLeft - rangee.offsetLeft - (rangee.clientWidth - ici.offsetWidth) / 2;
}

/* htmx envoie le jeton du formulaire même hors d'un formulaire. */
document.addEventListener("htmx:configRequest", (evenement) => {
  if (evenement.detail.verb === "get") return;
  const jeton = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  if (jeton) evenement.detail.headers["X-CSRFToken"] = jeton[1];
});

/* Une panne ou une coupure se dit ; ce qui était saisi reste dans la page. */
function direUneErreur(titre, phrase) {
  const region = document.getElementById("messages");
  if (!region) return;
  const alerte = document.createElement("div");
  alerte.className = "fr-alert fr-alert--error fr-mt-2w fr-mb-1w";
  alerte.setAttribute("role", "alert");
  alerte.tabIndex = -1;
  const entete = document.createElement("p");
  entete.className = "fr-alert__title";
  entete.textContent = titre;
  const texte = document.createElement("p");
  texte.textContent = phrase;
  alerte.append(entete, texte);
  region.replaceChildren(alerte);
  alerte.focus();
}
document.addEventListener("htmx:sendError", () => {
  direUneErreur("Pas de réponse", "Le site ne répond pas. Ce que vous avez saisi est resté dans la page : vérifiez votre connexion, puis recommencez.");
});
document.addEventListener("htmx:responseError", (evenement) => {
  const statut = evenement.detail.xhr.status;
  if (statut === 403 || statut === 422) return;
  if (statut === 404) direUneErreur("Page introuvable", "L'objet demandé n'existe plus, ou vous n'y avez plus accès. Rechargez la page.");
  else if (statut === 507) direUneErreur("Il n'y a plus de place", "La plateforme n'a plus de place pour écrire : cet envoi n'a pas été enregistré. Ce que vous avez saisi est resté dans la page. Prévenez l'équipe du site.");
  else if (statut === 503) direUneErreur("La plateforme ne répond pas pour l'instant", "Ce que vous avez saisi est resté dans la page : attendez une minute, puis recommencez.");
  else direUneErreur("Une panne est survenue", "Le site n'a pas pu répondre. Attendez un instant et recommencez.");
});

/* Ce qui doit être lu tout de suite reçoit le focus : résumé d'erreurs, refus. */
function lire(racine) {
  racine.querySelector?.("[data-a-lire]:not(.etabli-exemple *)")?.focus({ preventScroll: false });
}

/* Un envoi en cours ne part pas deux fois ; le bouton le dit. */
document.addEventListener("submit", (evenement) => {
  const formulaire = evenement.target;
  if (evenement.defaultPrevented || formulaire.method !== "post" || formulaire.hasAttribute("hx-post")) return;
  if (formulaire.dataset.parti) {
    evenement.preventDefault();
    return;
  }
  formulaire.dataset.parti = "oui";
  evenement.submitter?.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => {
  for (const formulaire of document.querySelectorAll("form[data-parti]")) {
    delete formulaire.dataset.parti;
    formulaire.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
  }
});

/* Une boîte de dialogue : sans script, la cible de l'ancre s'affiche en bas de page. */
document.addEventListener("click", (evenement) => {
  const ouvreur = evenement.target.closest("[data-ouvre]");
  if (ouvreur) {
    const boite = document.getElementById(ouvreur.dataset.ouvre);
    if (boite?.showModal) {
      evenement.preventDefault();
      boite.showModal();
    }
  }
  const fermeur = evenement.target.closest("[data-ferme]");
  if (fermeur) {
    evenement.preventDefault();
    fermeur.closest("dialog")?.close();
  }
  const copie = evenement.target.closest("[data-copie]");
  if (copie) {
    navigator.clipboard?.writeText(copie.dataset.copie).then(() => {
      copie.dataset.libelle ??= copie.textContent;
      copie.textContent = "Copié";
      setTimeout(() => (copie.textContent = copie.dataset.libelle), 2000);
    });
  }
  if (evenement.target.closest("[data-imprime]")) print();
});

/* Un filtre s'applique dès qu'on le change ; sans script, le bouton du formulaire le fait. */
document.addEventListener("change", (evenement) => {
  const formulaire = evenement.target.closest("form[data-envoi-direct]");
  if (formulaire) formulaire.requestSubmit();
});

/* L'éditeur de texte riche pèse lourd : on ne le charge que s'il y a une zone à éditer. */
async function editer(racine) {
  const zones = racine.querySelectorAll?.("textarea[data-riche]:not([data-pret])") ?? [];
  if (!zones.length || !ICI?.riche) return;
  const { installer } = await import(ICI.riche);
  await installer(zones, ICI);
}

function preparer(racine) {
  editer(racine);
  for (const element of racine.querySelectorAll?.("[data-avec-script]") ?? []) element.hidden = false;
}
preparer(document);
lire(document);
document.addEventListener("htmx:afterSettle", (evenement) => {
  preparer(evenement.target);
  lire(evenement.target);
});
