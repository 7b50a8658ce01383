/* Les gommettes se collent d'un doigt, réseau ou non : la page compte celles que le site connaît et celles qui
   attendent dans la boîte d'envoi. Décoller nomme la gommette ôtée : le même envoi reçu deux fois n'en ôte qu'une. */

let file = [];

const champ = (article, nom) => article.champs.find(([cle]) => cle === nom)?.[1];

/* Ce que le site connaît, puis chaque geste en attente, dans l'ordre où il fut fait. */
function collees(section) {
  const lignes = [...section.querySelectorAll("[data-gommettes]")];
  const posees = new Map(lignes.map((li) => [li.dataset.contribution, new Set(li.dataset.gommettes.split(" ").filter(Boolean))]));
  for (const article of file) {
    const siennes = posees.get(champ(article, "contribution"));
    if (article.refus || !siennes || `activite-${article.activite}` !== section.id) continue;
    if (champ(article, "geste") === "coller") siennes.add(article.id);
    else siennes.delete(champ(article, "gommette"));
  }
  return posees;
}

function dessiner(section) {
  const reste = section.querySelector("[data-quota]");
  const posees = collees(section);
  const libres = Number(reste.dataset.quota) - [...posees.values()].reduce((nb, siennes) => nb + siennes.size, 0);
  for (const formulaire of section.querySelectorAll("form")) {
    const siennes = [...(posees.get(formulaire.elements.contribution.value) ?? [])];
    formulaire.elements.gommette.value = siennes.at(-1) ?? "";
    formulaire.querySelector("[data-nb]").textContent = siennes.length;
    formulaire.querySelector("[value=decoller]").disabled = siennes.length === 0;
    formulaire.querySelector("[value=coller]").disabled = libres <= 0;
  }
  const phrase = libres > 0 ? `Il vous reste ${libres === 1 ? "1 gommette" : `${libres} gommettes`}.` : "Toutes vos gommettes sont collées.";
  if (section.querySelector("form") && reste.textContent !== phrase) reste.textContent = phrase;
}

const dessinerTout = () => document.querySelectorAll("#activites > section:has([data-quota])").forEach(dessiner);

document.addEventListener("boite:file", ({ detail }) => {
  file = detail;
  dessinerTout();
});

document.addEventListener("boite:partie", ({ detail: { article, donnees } }) => {
  const section = document.getElementById(`activite-${article.activite}`);
  if (!section || !donnees.gommettes) return;
  for (const li of section.querySelectorAll("[data-gommettes]")) li.dataset.gommettes = (donnees.gommettes[li.dataset.contribution] ?? []).join(" ");
  dessiner(section);
});
