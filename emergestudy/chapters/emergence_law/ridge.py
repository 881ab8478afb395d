"""Which combinations of alpha and forecast the rows allow."""

import numpy as np
import pandas as pd

from emergestudy.law import EmergenceLaw, turned

DRAWS = 4000


def ridge_draws(fit: EmergenceLaw, seed: int = 0) -> pd.DataFrame:
    """Draw from the posterior: ``alpha``, ``k``, ``C``, ``elbow`` at d0."""
    posterior, law = fit.posterior, fit.posterior.law
    rng = np.random.default_rng(seed)
    drawn = rng.choice(len(posterior.weight), DRAWS, p=posterior.weight)
    k, constant = law.natural(posterior.most, posterior.least, posterior.alpha)
    return pd.DataFrame(
        {
            "alpha": posterior.alpha[drawn],
            "k": k[drawn],
            "C": turned(constant, law.data.x)[drawn],
            "elbow": turned(posterior.turned_elbow(law.d0), law.data.x)[drawn],
        }
    )


def profile_table(fit: EmergenceLaw) -> pd.DataFrame:
    """Return the best fit for each alpha: how flat the likelihood is along it.

    Returns
    -------
    pandas.DataFrame
        ``alpha``, ``elbow`` forecast by the best fit with it, and ``log_likelihood``
        below the best.
    """
    law, found = fit.posterior.law, fit.search
    places = [*found.elbows, found.alphas]
    elbow = turned(law.at(np.array([law.d0]), *places)[0], law.data.x)
    drop = -fit.hinges.rows / 2 * np.log(found.profile / found.rss)
    return pd.DataFrame({"alpha": found.alphas, "elbow": elbow, "log_likelihood": drop})
