/* Écouter le direct d'une séance. Le navigateur se reconnecte de lui-même ; après un refus net, nous insistons. */

export function ecouter(adresse, surEtat, surLien = () => {}) {
  const source = new EventSource(adresse);
  source.addEventListener("etat", (evenement) => surEtat(evenement.data));
  source.addEventListener("open", () => surLien(true));
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) {
      surLien(false);
      setTimeout(() => ecouter(adresse, surEtat, surLien), 3000 + Math.random() * 3000);
      return;
    }
    /* Sans serveur asynchrone, chaque réponse se termine : ce n'est une coupure que si elle dure. */
    setTimeout(() => source.readyState !== EventSource.OPEN && surLien(false), 5000);
  });
  addEventListener("pagehide", () => source.close(), { once: true });
}
