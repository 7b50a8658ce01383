"""Sur le paysage, ce qui se bâtit et ceux qui y vivent."""

from etabli.config.demonstration.images.paysage import BLANC, CHEVEUX, HABITS, PEAUX, Paysage


class Toile(Paysage):
    """Maisons, église, personnes, vélos."""

    # --- ce qui se bâtit ---

    def maison(
        self,
        x: float,
        y: float,
        large: float,
        h: float,
        mur: str,
        toit: str,
        volet: str,
        *,
        etages: int = 1,
    ) -> None:
        """`x`, `y` : le pied gauche de la façade."""
        self.rectangle(x, y - h, large, h, mur)
        self.rectangle(x, y - h * 0.1, large, h * 0.1, "#000000", opacite=0.07)
        self.rectangle(x + large * 0.72, y - h - large * 0.42, large * 0.1, large * 0.3, mur)
        self.rectangle(x + large * 0.7, y - h - large * 0.44, large * 0.14, large * 0.05, toit)
        self.polygone((x - large * 0.06, y - h), (x + large * 0.18, y - h - large * 0.34), 
                      (x + large * 0.82, y - h - large * 0.34),
                      (x + large * 1.06, y - h), encre=toit)  # fmt: skip
        self.polygone((x - large * 0.06, y - h), (x + large * 0.18, y - h - large * 0.34), 
                      (x + large * 0.5, y - h - large * 0.34),
                      (x + large * 0.3, y - h), encre=BLANC, opacite=0.1)  # fmt: skip
        nb = 3 if large > 120 else 2
        for etage in range(etages):
            for k in range(nb):
                fx = x + large * (k + 0.5) / nb
                fy = y - h * (0.86 - etage * 0.48) if etages > 1 else y - h * 0.74
                if etage == etages - 1 and k == nb // 2:
                    continue
                self._fenetre(fx, fy, large / nb * 0.3, h / etages * 0.36, volet)
        porte = x + large * (nb // 2 + 0.5) / nb
        self.rectangle(
            porte - large / nb * 0.2, y - h / etages * 0.62, large / nb * 0.4, h / etages * 0.62, volet
        )
        self.rond(porte + large / nb * 0.12, y - h / etages * 0.3, 2.4, BLANC, opacite=0.8)

    def _fenetre(self, x: float, y: float, large: float, h: float, volet: str) -> None:
        self.rectangle(x - large / 2 - large * 0.42, y, large * 0.4, h, volet)
        self.rectangle(x + large / 2 + large * 0.02, y, large * 0.4, h, volet)
        self.rectangle(x - large / 2, y, large, h, "#e6eefe")
        self.rectangle(x - 1.2, y, 2.4, h, BLANC)
        self.rectangle(x - large / 2, y + h * 0.48, large, 2.2, BLANC)

    def eglise(self, x: float, y: float, t: float, mur: str = "#f3ede5", toit: str = "#2f4077") -> None:
        self.rectangle(x, y - t * 0.62, t * 1.3, t * 0.62, mur)
        self.polygone((x - 6, y - t * 0.62), (x + t * 0.2, y - t), (x + t * 1.14, y - t), (x + t * 1.36, y - t * 0.62),
                      encre=toit)  # fmt: skip
        self.rectangle(x - t * 0.36, y - t * 1.25, t * 0.44, t * 1.25, mur)
        self.polygone(
            (x - t * 0.42, y - t * 1.25),
            (x - t * 0.14, y - t * 2.15),
            (x + t * 0.14, y - t * 1.25),
            encre=toit,
        )
        self.rectangle(x - t * 0.2, y - t * 1.1, t * 0.12, t * 0.26, toit, rond=6)
        for k in range(3):
            self.rectangle(x + t * (0.3 + 0.33 * k), y - t * 0.46, t * 0.13, t * 0.3, "#b6cfff", rond=8)

    # --- qui est là ---

    def personne(
        self, x: float, y: float, t: float, *, habit: str = "", bras: str = "", assis: bool = False
    ) -> None:
        """`y` : les pieds, ou le siège ; `bras` : leve, tend, ou rien."""
        peau, cheveux = self.des.choice(PEAUX), self.des.choice(CHEVEUX)
        habit = habit or self.des.choice(HABITS)
        if not assis:
            for dx in (-0.085, 0.02):
                self.rectangle(x + dx * t, y - t * 0.42, t * 0.075, t * 0.42, "#3a3a3a", rond=t * 0.03)
        bas = y - (0 if assis else t * 0.36)
        haut = bas - t * (0.38 if assis else 0.4)
        self.chemin(
            f"M{x - t * 0.15:.1f} {bas:.1f}L{x - t * 0.15:.1f} {haut + t * 0.1:.1f}"
            f"q0 {-t * 0.12:.1f} {t * 0.15:.1f} {-t * 0.12:.1f}q{t * 0.15:.1f} 0 {t * 0.15:.1f} {t * 0.12:.1f}"
            f"L{x + t * 0.15:.1f} {bas:.1f}Z",
            habit,
        )
        self._bras(x, haut, t, habit, peau, bras)
        self.rectangle(x - t * 0.035, haut - t * 0.06, t * 0.07, t * 0.08, peau)
        self.rond(x, haut - t * 0.12, t * 0.1, peau, ry=t * 0.115)
        self.chemin(
            f"M{x - t * 0.11:.1f} {haut - t * 0.12:.1f}a{t * 0.11:.1f} {t * 0.125:.1f} 0 0 1 {t * 0.22:.1f} 0"
            f"q{-t * 0.04:.1f} {-t * 0.07:.1f} {-t * 0.11:.1f} {-t * 0.06:.1f}"
            f"q{-t * 0.08:.1f} 0 {-t * 0.11:.1f} {t * 0.06:.1f}Z",
            cheveux,
        )

    def _bras(self, x: float, haut: float, t: float, habit: str, peau: str, pose: str) -> None:
        epais = t * 0.075
        if pose == "leve":
            self.ligne(f"M{x + t * 0.13} {haut + t * 0.07}L{x + t * 0.26} {haut - t * 0.16}", habit, epais)
            self.rond(x + t * 0.275, haut - t * 0.19, t * 0.045, peau)
        elif pose == "tend":
            self.ligne(f"M{x + t * 0.12} {haut + t * 0.08}L{x + t * 0.33} {haut + t * 0.12}", habit, epais)
            self.rond(x + t * 0.36, haut + t * 0.12, t * 0.04, peau)

    def velo(self, x: float, y: float, t: float, cadre: str, habit: str) -> None:
        for dx in (-0.34, 0.34):
            self.traits.append(
                f'<circle cx="{x + dx * t:.1f}" cy="{y - t * 0.2:.1f}" r="{t * 0.2:.1f}" fill="none" '
                f'stroke="#3a3a3a" stroke-width="{t * 0.03:.1f}"/>'
            )
        roue, guidon, selle = (
            (x - t * 0.34, y - t * 0.2),
            (x + t * 0.24, y - t * 0.52),
            (x - t * 0.12, y - t * 0.5),
        )
        self.ligne(
            f"M{roue[0]} {roue[1]}L{selle[0]} {selle[1]}L{x + t * 0.02} {y - t * 0.2}L{roue[0]} {roue[1]}"
            f"M{x + t * 0.02} {y - t * 0.2}L{guidon[0]} {guidon[1]}L{selle[0]} {selle[1]}"
            f"M{guidon[0]} {guidon[1]}L{x + t * 0.34} {y - t * 0.2}",
            cadre,
            t * 0.035,
        )
        self.ligne(
            f"M{selle[0]} {selle[1]}L{x + t * 0.1} {y - t * 0.36}L{x + t * 0.02} {y - t * 0.14}",
            "#3a3a3a",
            t * 0.08,
        )
        self.ligne(f"M{selle[0]} {selle[1] - t * 0.02}L{x + t * 0.02} {y - t * 0.9}", habit, t * 0.2)
        self.ligne(f"M{x + t * 0.02} {y - t * 0.84}L{guidon[0]} {guidon[1]}", habit, t * 0.07)
        self.rond(x + t * 0.07, y - t * 1.1, t * 0.1, self.des.choice(PEAUX), ry=t * 0.115)
        self.chemin(
            f"M{x - t * 0.05:.1f} {y - t * 1.12:.1f}a{t * 0.12:.1f} {t * 0.12:.1f} 0 0 1 {t * 0.24:.1f} 0Z",
            cadre,
        )
