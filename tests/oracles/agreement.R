# Agreement of two raters on ordinal scores, as JSON: the oracle for compendium.fidelity.intraclass,
# weighted_kappa and alpha. Needs the R packages psych, vcd and jsonlite. psych and vcd have no
# Krippendorff's alpha, so that it is written here pair by pair, apart from ours.
#   Rscript agreement.R ratings.csv
suppressPackageStartupMessages({library(vcd); library(psych)})

ratings <- read.csv(commandArgs(trailingOnly = TRUE)[1])
totals <- aggregate(cbind(one, other) ~ review, ratings, sum)
scores <- 1:5
table <- table(factor(ratings$one, scores), factor(ratings$other, scores))

# Ordinal alpha: mean squared distance within units over that between all scores.
alpha <- function(units) {
  units <- units[lengths(units) > 1]
  all <- unlist(units)
  counts <- table(all)
  values <- as.numeric(names(counts))
  distance <- function(c, k) {
    between <- counts[values >= min(c, k) & values <= max(c, k)]
    (sum(between) - (counts[values == c] + counts[values == k]) / 2)^2
  }
  within <- sum(sapply(units, function(unit) {
    sum(outer(unit, unit, Vectorize(distance))) / (length(unit) - 1)
  })) / length(all)
  between <- sum(outer(all, all, Vectorize(distance))) / (length(all) * (length(all) - 1))
  1 - within / between
}

icc <- suppressWarnings(psych::ICC(totals[, c("one", "other")], lmer = FALSE)$results)
cat(jsonlite::toJSON(
  list(
    R = as.character(getRversion()),
    vcd = as.character(packageVersion("vcd")),
    psych = as.character(packageVersion("psych")),
    icc = icc[icc$type == "ICC2", "ICC"],
    kappa_vcd = unname(vcd::Kappa(table, weights = "Fleiss-Cohen")$Weighted["value"]),
    kappa_psych = psych::cohen.kappa(unclass(table))$weighted.kappa,
    alpha = alpha(Map(c, ratings$one, ratings$other))
  ),
  auto_unbox = TRUE, digits = 12, pretty = 2
), "\n")
