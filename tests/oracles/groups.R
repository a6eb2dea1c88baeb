# Scores compared between groups, of a CSV file with the columns score and group, as JSON: the
# oracle for compendium.instruments.compared. Needs the R packages psych, MASS and jsonlite.
#   Rscript groups.R FILE.csv ...
suppressPackageStartupMessages({
  library(psych)
  library(MASS)
})

root <- function(below, tail, least, most) {
  if (below(least) <= tail) return(least)
  while (below(most) > tail) most <- most * 2
  uniroot(function(at) below(at) - tail, c(least, most), tol = 1e-12)$root
}

of_two <- function(rows, fit) {
  values <- split(rows$score, rows$group)
  n <- lengths(values)
  welch <- t.test(values[[1]], values[[2]], var.equal = FALSE)
  # psych's is of the second group minus the first, as the coefficient is, and without the factor
  # for small samples.
  found <- psych::cohen.d(rows[c("score", "group")], "group")
  scale <- sqrt(prod(n) / sum(n))
  factor <- 1 - 3 / (4 * sum(n) - 9)
  g <- -unname(found$hedges.g["score", "effect"]) * factor
  t <- g / factor * scale
  below <- function(ncp) pt(t, sum(n) - 2, ncp)
  ends <- sapply(c(.975, .025), function(tail) root(below, tail, t - abs(t) - 10, t + abs(t) + 10))
  log_odds <- -unname(coef(fit))
  half <- qnorm(.975) * sqrt(diag(vcov(fit)))[[1]]
  list(
    difference = c(unname(welch$estimate[1] - welch$estimate[2]), welch$conf.int),
    hedges_g = c(g, ends / scale * factor),
    odds_ratio = exp(log_odds + c(0, -half, half))
  )
}

compare <- function(file) {
  rows <- read.csv(file)
  rows$group <- factor(rows$group)
  welch <- oneway.test(score ~ group, rows, var.equal = FALSE)
  f <- unname(welch$statistic)
  df <- unname(welch$parameter)
  below <- function(ncp) pf(f, df[1], df[2], ncp)
  ends <- sapply(c(.975, .025), function(tail) root(below, tail, 0, f * df[1] + 10))
  fit <- polr(
    factor(score, ordered = TRUE) ~ group, rows, Hess = TRUE,
    control = list(reltol = 1e-16, maxit = 1000)
  )
  # The model without groups fits the shares of each score as they are.
  shares <- table(rows$score) / nrow(rows)
  none <- sum(table(rows$score) * log(shares))
  chi2 <- 2 * (as.numeric(logLik(fit)) - none)
  residuals <- rows$score - ave(rows$score, rows$group)
  spread <- tapply(rows$score, rows$group, sd)
  found <- list(
    eta_squared = c(f * df[1] / (f * df[1] + df[2]), ends / (ends + sum(df) + 1)),
    p = welch$p.value,
    p_ordinal = pchisq(chi2, nlevels(rows$group) - 1, lower.tail = FALSE),
    spread_ratio = max(spread) / min(spread),
    skewness = psych::skew(residuals, type = 1),
    kurtosis = psych::kurtosi(residuals, type = 1)
  )
  if (nlevels(rows$group) == 2) found <- c(found, of_two(rows, fit))
  found
}

files <- commandArgs(trailingOnly = TRUE)
results <- lapply(files, compare)
names(results) <- tools::file_path_sans_ext(basename(files))
p <- sapply(results, function(each) each$p)
cat(jsonlite::toJSON(
  c(
    list(
      R = as.character(getRversion()),
      psych = as.character(packageVersion("psych")),
      MASS = as.character(packageVersion("MASS")),
      holm = unname(p.adjust(p, "holm"))
    ),
    results
  ),
  auto_unbox = TRUE, digits = 12, pretty = 2
), "\n")
