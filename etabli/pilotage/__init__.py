"""La DGALN regarde l'ensemble : ce qui attend, ce qui avance, ce qui reste du cadre et de l'année."""
