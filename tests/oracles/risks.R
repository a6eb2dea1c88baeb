# Tables of two arms by an endpoint, as JSON: the oracle for the risks of compendium.outcomes. Needs
# the R package jsonlite.
#   Rscript risks.R a,n,c,m ...     events and persons of the intervention, then the comparison arm
# Wald's intervals are those of prop.test and glm, the exact one that of fisher.test. R has no score
# interval of two shares: for the odds ratio the score test of glm is turned about; for difference
# and ratio the likeliest shares are looked for by optimize, and the limits by uniroot.
z <- qnorm(0.975)

limits <- function(standardised, from, to) {
  sapply(c(z, -z), function(level) {
    uniroot(function(at) standardised(at) - level, c(from, to), tol = 1e-12)$root
  })
}

bound <- function(x, n, share, room) {
  part <- function(count, p) if (count == 0) 0 else count * log(p)
  loglik <- function(q) {
    p <- min(max(share(q), 0), 1)
    part(x[1], p) + part(n[1] - x[1], 1 - p) + part(x[2], q) + part(n[2] - x[2], 1 - q)
  }
  q <- optimize(loglik, room, maximum = TRUE, tol = 1e-14)$maximum
  c(share(q), q)
}

of_counts <- function(cells) {
  given <- as.numeric(strsplit(cells, ",")[[1]])
  x <- given[c(1, 3)]; n <- given[c(2, 4)]; p <- x / n; size <- sum(n)
  table <- cbind(x, n - x)
  of_test <- function(test) c(unname(test$statistic), test$p.value)
  exact <- fisher.test(table)
  difference <- function(d) {
    s <- bound(x, n, function(q) q + d, c(max(0, -d), min(1, 1 - d)))
    (p[1] - p[2] - d) / sqrt(sum(s * (1 - s) / n) * size / (size - 1))
  }
  found <- list(
    difference_wald = as.numeric(prop.test(x, n, correct = FALSE)$conf.int),
    difference_score = limits(difference, -0.9999, 0.9999),
    chi_square = of_test(chisq.test(table, correct = FALSE)),
    chi_square_corrected = of_test(chisq.test(table, correct = TRUE))
  )
  if (min(table) == 0) return(found)

  arm <- c(1, 0)
  wald <- function(link, start = NULL) {
    fit <- glm(table ~ arm, family = binomial(link), start = start,
               control = glm.control(epsilon = 1e-14, maxit = 100))
    unname(exp(confint.default(fit)["arm", ]))
  }
  ratio <- function(logarithm) {
    r <- exp(logarithm)
    s <- bound(x, n, function(q) r * q, c(0, min(1, 1 / r)))
    (p[1] - r * p[2]) / sqrt(sum(c(1, r^2) * s * (1 - s) / n) * size / (size - 1))
  }
  odds <- function(logarithm) {
    without <- glm(table ~ 1 + offset(logarithm * arm), family = binomial,
                   control = glm.control(epsilon = 1e-14, maxit = 100))
    with <- update(without, . ~ . + arm)
    rao <- anova(without, with, test = "Rao")$Rao[2]
    sign(x[1] - n[1] * fitted(without)[1]) * sqrt(rao * (size - 1) / size)
  }
  wide <- log(p[1] / p[2] * c(1 / 50, 50))
  c(found, list(
    exact = c(unname(exact$estimate), exact$conf.int),
    ratio_wald = wald("log", c(log(p[2]), log(p[1] / p[2]))),
    ratio_score = exp(limits(ratio, wide[1], wide[2])),
    odds_wald = wald("logit"),
    odds_score = exp(limits(odds, wide[1], wide[2] + 2))
  ))
}

tables <- commandArgs(trailingOnly = TRUE)
results <- suppressWarnings(lapply(tables, of_counts))
names(results) <- tables
cat(jsonlite::toJSON(
  c(list(R = as.character(getRversion())), results),
  auto_unbox = TRUE, digits = 12, pretty = 2
), "\n")
