# Errors by consultant in one arm, and the partially nested model, as JSON: the oracle for
# compendium.outcomes.effects clustered and partially_nested. Needs the R packages clubSandwich,
# sandwich, nlme and jsonlite.
#   Rscript clustering.R   reads clustering.csv beside it: invented people
suppressPackageStartupMessages({ library(clubSandwich); library(nlme) })

people <- read.csv("clustering.csv", na.strings = "")
people$lot <- as.numeric(people$arm == "intervention")
people$cluster <- ifelse(is.na(people$consultant_id), people$participant_id, people$consultant_id)
people$alone <- people$participant_id

errors <- function(formula, weighted, cluster = people$cluster) {
  people$counts <- if (weighted) people$weight else 1
  # Without weights at all clubSandwich takes another way to the same numbers.
  fit <- if (weighted) lm(formula, data = people, weights = counts) else lm(formula, data = people)
  found <- coef_test(fit, vcov = "CR2", cluster = cluster, test = "Satterthwaite", coefs = "lot")
  list(value = found$beta, error = found$SE, degrees = found$df_Satt, p = found$p_Satt)
}
hc2 <- lm(weeks ~ lot, data = people)

# The model itself: a consultant's effect for participants, and a variance of its own for each arm.
control <- lmeControl(tolerance = 1e-12, msTol = 1e-14, niterEM = 200, msMaxIter = 500)
nested <- function(name) {
  people$y <- people[[name]]
  fit <- lme(y ~ lot, random = list(cluster = pdDiag(~ 0 + lot)), data = people, method = "REML",
             weights = varIdent(form = ~ 1 | lot), control = control)
  tau <- sqrt(as.numeric(getVarCov(fit)))
  sds <- fit$sigma * coef(fit$modelStruct$varStruct, unconstrained = FALSE, allCoef = TRUE)
  own <- sds[["1"]]; others <- sds[["0"]]
  # The restricted likelihood of the participants alone, written out with its matrices.
  ours <- people[people$lot == 1, ]
  same <- outer(ours$cluster, ours$cluster, "==") * 1
  restricted <- function(rho) {
    V <- rho * same + (1 - rho) * diag(nrow(ours))
    X <- rep(1, nrow(ours)); Vi <- solve(V)
    information <- as.numeric(t(X) %*% Vi %*% X)
    residual <- ours$y - as.numeric(t(X) %*% Vi %*% ours$y) / information
    n <- nrow(ours) - 1
    total <- as.numeric(t(residual) %*% Vi %*% residual) / n
    -(n * log(total) + as.numeric(determinant(V)$modulus) + log(information)) / 2
  }
  best <- optimize(restricted, c(0, 0.99), maximum = TRUE, tol = 1e-12)
  fallen <- function(rho) restricted(rho) - best$objective + qchisq(0.95, 1) / 2
  list(value = unname(fixef(fit)[["lot"]]), error = sqrt(vcov(fit)["lot", "lot"]),
       between = tau, within = own, others = others, correlation = tau^2 / (tau^2 + own^2),
       low = if (fallen(0) >= 0) 0 else uniroot(fallen, c(0, best$maximum), tol = 1e-12)$root,
       high = uniroot(fallen, c(best$maximum, 0.999), tol = 1e-12)$root)
}

cat(jsonlite::toJSON(list(
  R = as.character(getRversion()),
  clubSandwich = as.character(packageVersion("clubSandwich")),
  nlme = as.character(packageVersion("nlme")),
  plain = errors(weeks ~ lot, FALSE),
  weighted = errors(weeks ~ lot, TRUE),
  municipality = errors(weeks ~ lot + factor(municipality), TRUE),
  alone = errors(weeks ~ lot, FALSE, people$alone),
  hc2 = sqrt(sandwich::vcovHC(hc2, type = "HC2")["lot", "lot"]),
  weeks = nested("weeks"),
  job = nested("job")
), auto_unbox = TRUE, digits = 12, pretty = 2), "\n")
