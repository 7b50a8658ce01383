/* La page de la salle s'ouvre sans réseau : l'ouvrier de service la garde avec tout ce qu'elle a chargé.
   Il n'existe qu'en HTTPS (ou sur cette machine) ; ailleurs, la boîte d'envoi suffit. */

const { ouvrier } = document.getElementById("salle").dataset;

async function installer() {
  await navigator.serviceWorker.register(ouvrier, { scope: "/s/" });
  const pret = await navigator.serviceWorker.ready;
  const charges = performance.getEntriesByType("resource").map((entree) => new URL(entree.name));
  const fichiers = charges.filter((adresse) => adresse.origin === location.origin && adresse.pathname.startsWith("/static/"));
  pret.active.postMessage({ garder: [location.pathname, ...new Set(fichiers.map((adresse) => adresse.pathname + adresse.search))] });
}

if (navigator.serviceWorker && isSecureContext) {
  if (document.readyState === "complete") installer().catch(() => null);
  else addEventListener("load", () => installer().catch(() => null));
}
