/* Une barre par phase, que l'on fait glisser : un curseur natif, donc aussi au clavier et au doigt.
   Les champs de dates restent la vérité ; sans ce fichier, ils suffisent. */

const JOUR = 86400000;
const formulaire = document.querySelector(".atelier-revue");
const FERIES = new Set((formulaire.dataset.feries || "").split(" "));
const enJour = (iso) => Math.round(Date.parse(`${iso}T00:00:00Z`) / JOUR);
const enIso = (jour) => new Date(jour * JOUR).toISOString().slice(0, 10);
const enClair = new Intl.DateTimeFormat("fr-FR", { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const dire = (jour) => enClair.format(new Date(jour * JOUR));

const phases = [...formulaire.querySelectorAll("[data-phase]")].map((bloc) => {
  const [debut, fin] = bloc.querySelectorAll("input[type=date]");
  return { bloc, debut, fin, nom: bloc.dataset.nom, dit: bloc.querySelector("[data-dit]"), barre: bloc.querySelector("[data-barre]") };
});
const suite = formulaire.querySelector("[data-suite]");
const lance = formulaire.dataset.lance ? enJour(formulaire.dataset.lance) : Infinity;
const lus = phases.flatMap((p) => [enJour(p.debut.value), enJour(p.fin.value)]).filter(Number.isFinite);
/* De la marge après la dernière phase : deux mois pour repousser. */
const ORIGINE = Math.min(lance, ...lus);
const TOTAL = Math.max(...lus) - ORIGINE + 62;

function chome(jour) {
  const semaine = new Date(jour * JOUR).getUTCDay();
  if (FERIES.has(enIso(jour))) return "jour férié";
  return semaine === 6 ? "samedi" : semaine === 0 ? "dimanche" : "";
}

function montrer(phase) {
  const debut = enJour(phase.debut.value);
  const fin = enJour(phase.fin.value);
  if (!Number.isFinite(debut) || !Number.isFinite(fin) || fin < debut) return;
  const duree = fin - debut + 1;
  const { curseur } = phase;
  curseur.max = String(Math.max(TOTAL - duree, debut - ORIGINE));
  curseur.value = String(debut - ORIGINE);
  curseur.style.setProperty("--part", `${Math.max(1.5, (duree * 100) / TOTAL)}%`);
  const periode = duree === 1 ? `le ${dire(debut)}` : `du ${dire(debut)} au ${dire(fin)}`;
  const souci = chome(debut) || chome(fin);
  const texte = souci ? `${periode} – attention, ${souci}` : periode;
  curseur.setAttribute("aria-valuetext", texte);
  phase.dit.textContent = texte;
}

function deplacer(phase, jours) {
  phase.debut.value = enIso(enJour(phase.debut.value) + jours);
  phase.fin.value = enIso(enJour(phase.fin.value) + jours);
  montrer(phase);
}

function glisser(rang, voulu) {
  const jours = voulu - (enJour(phases[rang].debut.value) - ORIGINE);
  if (!Number.isFinite(jours) || !jours) return;
  const concernees = suite.checked ? phases.slice(rang) : [phases[rang]];
  for (const phase of concernees) deplacer(phase, jours);
}

phases.forEach((phase, rang) => {
  const curseur = document.createElement("input");
  curseur.type = "range";
  curseur.min = "0";
  curseur.step = "1";
  curseur.className = "atelier-revue__curseur";
  curseur.setAttribute("aria-label", `Déplacer « ${phase.nom} »`);
  phase.curseur = curseur;
  phase.barre.append(curseur);
  curseur.addEventListener("input", () => glisser(rang, Number(curseur.value)));
  curseur.addEventListener("keydown", (evenement) => {
    const pas = { PageUp: -7, PageDown: 7 }[evenement.key];
    if (!pas) return;
    evenement.preventDefault();
    const voulu = Math.max(0, Number(curseur.value) + pas);
    glisser(rang, voulu);
    curseur.dispatchEvent(new Event("change", { bubbles: true }));
  });
  phase.debut.addEventListener("change", () => montrer(phase));
  phase.fin.addEventListener("change", () => montrer(phase));
  montrer(phase);
});
formulaire.querySelector(".atelier-revue__mode").hidden = false;
formulaire.classList.add("atelier-revue--vive");
