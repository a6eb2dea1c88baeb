# Omega total, the standard error of measurement, item-rest correlations and correlations of the CSV
# files named, as JSON: the oracle for compendium.instruments omega_total, measurement_error,
# item_rest, pearson and spearman. Needs the R packages lavaan, psych and jsonlite.
#   Rscript measurement.R FILE.csv ...
suppressPackageStartupMessages({
  library(lavaan)
  library(psych)
})

omega_of <- function(rows) {
  items <- names(rows)
  l <- paste0("l", seq_along(items))
  e <- paste0("e", seq_along(items))
  model <- c(
    paste0("f =~ NA*", items[1], " + ", paste0(l, "*", items, collapse = " + ")),
    "f ~~ 1*f",
    paste0(items, " ~~ ", e, "*", items),
    paste0("error := ", paste(e, collapse = " + ")),
    paste0("common := (", paste(l, collapse = " + "), ")^2"),
    "omega := common / (common + error)",
    "logit := log(common / error)",
    "points := sqrt(error)",
    "logpoints := log(error) / 2"
  )
  found <- parameterEstimates(cfa(model, rows, estimator = "MLM"))
  defined <- function(name, column) found[[column]][found$lhs == name & found$op == ":="]
  span <- c(-1, 1) * qnorm(0.975)
  list(
    omega = c(defined("omega", "est"), plogis(defined("logit", "est") + span * defined("logit", "se"))),
    error = c(defined("points", "est"), exp(defined("logpoints", "est") + span * defined("logpoints", "se")))
  )
}

correlation_of <- function(rows) {
  half <- seq_len(ncol(rows) %/% 2)
  one <- rowSums(rows[half])
  other <- rowSums(rows[-half])
  by_rank <- unname(cor(one, other, method = "spearman"))
  pearson <- cor.test(one, other)
  width <- qnorm(0.975) * sqrt((1 + by_rank^2 / 2) / (nrow(rows) - 3))
  list(
    pearson = c(unname(pearson$estimate), pearson$conf.int),
    spearman = c(by_rank, tanh(atanh(by_rank) + c(-1, 1) * width))
  )
}

measured <- function(file) {
  rows <- na.omit(read.csv(file))
  rest <- suppressWarnings(psych::alpha(rows, check.keys = FALSE))$item.stats$r.drop
  c(
    list(n = nrow(rows), items = ncol(rows), item_rest = rest),
    omega_of(rows), correlation_of(rows)
  )
}

files <- commandArgs(trailingOnly = TRUE)
results <- lapply(files, measured)
names(results) <- tools::file_path_sans_ext(basename(files))
cat(jsonlite::toJSON(
  c(
    list(
      R = as.character(getRversion()),
      lavaan = as.character(packageVersion("lavaan")),
      psych = as.character(packageVersion("psych"))
    ),
    results
  ),
  auto_unbox = TRUE, digits = 12, pretty = 2
), "\n")
