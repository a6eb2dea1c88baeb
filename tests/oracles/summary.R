# Summaries of risk ratios over trials, as JSON: the oracle for compendium.evidence.summary. Needs
# the R packages metafor and jsonlite; rerun with:
#   Rscript tests/oracles/summary.R > tests/oracles/summary.json
# The vaccine trials are metafor's own data (Colditz et al. 1994), the others invented.
suppressMessages(library(metafor))
summarised <- function(a, n, c, m) {
  effects <- escalc("RR", ai = a, n1i = n, ci = c, n2i = m)
  fit <- rma(yi, vi, data = effects, method = "PM", test = "adhoc", control = list(tol = 1e-10))
  ahead <- predict(fit, transf = exp)
  list(
    events = a, n = n, other_events = c, other_n = m,
    value = exp(as.numeric(fit$beta)), low = exp(fit$ci.lb), high = exp(fit$ci.ub), p = fit$pval,
    next_low = ahead$pi.lb, next_high = ahead$pi.ub, tau = sqrt(fit$tau2), q = fit$QE,
    q_p = fit$QEp
  )
}
cat(jsonlite::toJSON(list(
  metafor = as.character(packageVersion("metafor")),
  vaccine = with(dat.bcg, summarised(tpos, tpos + tneg, cpos, cpos + cneg)),
  alike = summarised(c(24, 50, 33, 61, 18), c(50, 110, 70, 120, 45), c(15, 35, 20, 44, 9),
                     c(50, 108, 72, 118, 44)),
  nobody = summarised(c(5, 12, 9, 20, 7, 3), c(30, 40, 28, 60, 25, 15), c(0, 6, 4, 11, 3, 0),
                      c(31, 38, 30, 62, 24, 16)),
  everybody = summarised(c(15, 12, 9, 20, 7), c(15, 40, 28, 60, 25), c(8, 6, 4, 11, 3),
                         c(16, 38, 30, 62, 24))
), auto_unbox = TRUE, digits = 12, pretty = 2), "\n")
