"""Ce que les gabarits des pages rédigées savent faire de plus."""
