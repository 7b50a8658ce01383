/* Lu avant le premier dessin de la page : sans lui, le thème sombre clignoterait en blanc. */
(() => {
  let choix = "system";
  try {
    choix = localStorage.getItem("scheme") || "system";
  } catch {
    /* navigation privée : on suit l'appareil */
  }
  const sombre = choix === "dark" || (choix === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.setAttribute("data-fr-scheme", choix);
  document.documentElement.setAttribute("data-fr-theme", sombre ? "dark" : "light");
})();
