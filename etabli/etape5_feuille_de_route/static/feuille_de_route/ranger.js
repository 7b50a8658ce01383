// Glisser jusqu'à une cible fait ce que fait la page sans ce script : cocher, puis presser « Rattacher ici ».
// Des événements de pointeur : la souris, le doigt et le stylet suivent le même chemin. Échap abandonne.
const annonce = document.querySelector("[data-annonce]")
const BORD = 60
let geste = null

const dire = (phrase) => {
  if (annonce && annonce.textContent !== phrase) annonce.textContent = phrase
}

function poignees() {
  document.querySelectorAll("[data-porte]").forEach((porte) => {
    const case_ = porte.querySelector("input")
    if (porte.querySelector(".feuille-poignee") || case_.disabled) return
    const poignee = document.createElement("span")
    poignee.className = "feuille-poignee"
    poignee.textContent = "⠿"
    // Le clavier et les lecteurs d'écran ont la case et le bouton : la poignée ne leur dirait rien de plus.
    poignee.setAttribute("aria-hidden", "true")
    porte.prepend(poignee)
  })
}

const titre = (porte) => porte.querySelector("label").firstChild.textContent.trim()
const viser = (x, y) => document.elementFromPoint(x, y)?.closest?.("[data-cible]")

function finir() {
  geste?.fantome.remove()
  geste?.cible?.classList.remove("feuille-cible--visee", "feuille-cible--refusee")
  geste = null
}

document.addEventListener("pointerdown", (e) => {
  const poignee = e.target.closest?.(".feuille-poignee")
  if (!poignee || e.button) return
  e.preventDefault()
  const porte = poignee.closest("[data-porte]")
  const fantome = document.createElement("div")
  fantome.className = "feuille-fantome"
  const autres = porte.closest("form").querySelectorAll("input[name=quoi]:checked").length
  const coche = porte.querySelector("input").checked
  const nb = autres + (coche ? 0 : 1)
  fantome.textContent = nb > 1 ? `${nb} éléments` : titre(porte)
  document.body.append(fantome)
  geste = { porte, fantome, cible: null, pointeur: e.pointerId }
  suivre(e)
  dire(`Vous portez : ${fantome.textContent}`)
})

function suivre(e) {
  geste.fantome.style.setProperty("transform", `translate(${e.clientX + 12}px, ${e.clientY + 12}px)`)
  const cible = viser(e.clientX, e.clientY)
  if (e.clientY < BORD) window.scrollBy(0, -12)
  if (e.clientY > window.innerHeight - BORD) window.scrollBy(0, 12)
  if (cible === geste.cible) return
  geste.cible?.classList.remove("feuille-cible--visee", "feuille-cible--refusee")
  geste.cible = cible
  if (!cible) return
  const recoit = cible.querySelector("button[name=vers]")
  cible.classList.add(recoit ? "feuille-cible--visee" : "feuille-cible--refusee")
  const nom = cible.querySelector("p").textContent.trim().replace(/\s+/g, " ")
  dire(recoit ? `Au-dessus de : ${nom}` : document.querySelector("[data-ranger]").dataset.refus)
}

document.addEventListener("pointermove", (e) => {
  if (geste?.pointeur !== e.pointerId) return
  e.preventDefault()
  suivre(e)
})

document.addEventListener("pointerup", (e) => {
  if (geste?.pointeur !== e.pointerId) return
  const { porte, cible } = geste
  finir()
  if (!cible) return dire("Abandonné : rien n'a changé.")
  const bouton = cible.querySelector("button[name=vers]")
  if (!bouton) return dire(porte.closest("form").dataset.refus)
  porte.querySelector("input").checked = true
  // Un clic, pas un envoi : htmx ne retient la valeur du bouton que s'il a été pressé.
  bouton.click()
})

const abandonner = () => {
  if (!geste) return
  finir()
  dire("Abandonné : rien n'a changé.")
}
document.addEventListener("pointercancel", abandonner)
document.addEventListener("keydown", (e) => e.key === "Escape" && abandonner())
document.addEventListener("htmx:afterSettle", poignees)
poignees()
