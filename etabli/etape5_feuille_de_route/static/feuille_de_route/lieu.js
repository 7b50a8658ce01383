/* Marquer le lieu d'une action : du doigt, ou la carte sous le focus et les flèches. Sans ce script, le menu suffit. */

const ESPACE = "http://www.w3.org/2000/svg"
const PAS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }

document.querySelectorAll("[data-lieu]").forEach((zone) => {
  const svg = zone.querySelector("svg")
  const formulaire = zone.closest("form")
  const champ = formulaire.elements.trace
  const repere = formulaire.elements.repere
  if (!svg) return
  const [, , largeur, hauteur] = svg.getAttribute("viewBox").split(" ").map(Number)
  const bas = hauteur - 56
  const calque = svg.appendChild(document.createElementNS(ESPACE, "g"))
  const dire = document.createElement("p")
  dire.className = "fr-text--sm fr-mb-1w"
  dire.setAttribute("role", "status")
  zone.append(dire)
  zone.tabIndex = 0
  zone.setAttribute("role", "application")
  zone.setAttribute("aria-label", "Carte : touchez-la, ou déplacez le point avec les flèches ; Suppr l'efface.")

  const lire = () => (champ.value ? champ.value.split(",").map(Number) : null)

  function marquer(point) {
    champ.value = point ? point.map((v) => v.toFixed(1)).join(",") : ""
    dessiner()
  }

  function dessiner() {
    const point = lire()
    calque.replaceChildren()
    if (point) {
      const rond = document.createElementNS(ESPACE, "circle")
      const attributs = { cx: point[0], cy: point[1], r: 11, fill: "#a02121", stroke: "#fff", "stroke-width": 3 }
      for (const [nom, valeur] of Object.entries(attributs)) rond.setAttribute(nom, valeur)
      calque.append(rond)
    }
    dire.textContent = point ? "Un point est marqué. Touchez ailleurs pour le déplacer, ou les flèches." : "Touchez la carte pour marquer le lieu."
  }

  svg.addEventListener("click", (e) => {
    const place = new DOMPoint(e.clientX, e.clientY).matrixTransform(svg.getScreenCTM().inverse())
    repere.value = ""
    marquer([Math.min(Math.max(place.x, 0), largeur), Math.min(Math.max(place.y, 0), bas)])
  })

  zone.addEventListener("keydown", (e) => {
    if (e.key === "Delete" || e.key === "Backspace") {
      e.preventDefault()
      repere.value = "aucun"
      marquer(null)
      return
    }
    const sens = PAS[e.key]
    if (!sens) return
    e.preventDefault()
    repere.value = ""
    const pas = e.shiftKey ? 40 : 8
    const [x, y] = lire() ?? [largeur / 2, bas / 2]
    marquer([Math.min(Math.max(x + sens[0] * pas, 0), largeur), Math.min(Math.max(y + sens[1] * pas, 0), bas)])
  })

  dessiner()
})
