# Invariance of the one-factor model for ordinal items, by sex and between two waves of the same
# persons, of the CSV files named, as JSON: the oracle for compendium.instruments.invariance_by and
# invariance_over. A file has the column sex and the items first_1, ... and second_1, ... Needs the
# R packages lavaan and jsonlite.
#   Rscript invariance.R FILE.csv ...
suppressPackageStartupMessages(library(lavaan))

# lavaan's usual search stops at about seven digits; this one goes on to twelve.
tight <- list(reltol = 1e-16, maxit = 10000)
wanted <- c(
  "chisq", "df", "chisq.scaled", "pvalue.scaled", "cfi.scaled", "rmsea.scaled",
  "rmsea.ci.lower.scaled", "rmsea.ci.upper.scaled"
)

# The two models, their difference, and the loadings of the first, one side after the other.
compared <- function(free, held) {
  test <- lavTestLRT(free, held)[2, ]
  list(
    n = lavInspect(free, "nobs"),
    separate = as.list(fitMeasures(free, wanted)),
    equal = as.list(fitMeasures(held, wanted)),
    difference = list(
      chisq = test[["Chisq diff"]], df = test[["Df diff"]], p = test[["Pr(>Chisq)"]]
    ),
    loadings = subset(standardizedSolution(free), op == "=~")$est.std
  )
}

by_sex <- function(rows, items) {
  fitted <- function(...) {
    cfa(
      paste("f =~", paste(items, collapse = " + ")), data = rows, ordered = items,
      group = "sex", group.label = c("female", "male"), std.lv = TRUE,
      optim.method = "BFGS", control = tight, ...
    )
  }
  compared(fitted(), fitted(group.equal = c("thresholds", "loadings")))
}

by_wave <- function(rows, first, second) {
  number <- seq_along(first)
  sum_of <- function(...) paste0(..., collapse = " + ")
  residuals <- paste(first, "~~", second)
  thresholds <- function(items) {
    vapply(number, function(j) {
      steps <- seq_len(max(rows[[items[j]]]))
      paste(items[j], "|", sum_of("t", j, "_", steps, "*t", steps))
    }, "")
  }
  free <- c(
    paste("f =~", sum_of("NA*", first)), paste("g =~", sum_of("NA*", second)),
    "f ~~ 1*f", "g ~~ 1*g", residuals
  )
  held <- c(
    paste("f =~", sum_of("NA*", first, " + l", number, "*", first)),
    paste("g =~", sum_of("NA*", second, " + l", number, "*", second)),
    "f ~~ 1*f", "g ~~ NA*g", "f ~ 0*1", "g ~ NA*1", residuals,
    thresholds(first), thresholds(second),
    paste(first, "~*~ 1*", first), paste(second, "~*~ NA*", second)
  )
  fitted <- function(model) {
    lavaan(
      paste(model, collapse = "\n"), data = rows, ordered = c(first, second),
      parameterization = "delta", auto.th = TRUE, auto.delta = TRUE, auto.var = TRUE,
      auto.cov.lv.x = TRUE, optim.method = "BFGS", control = tight
    )
  }
  compared(fitted(free), fitted(held))
}

of_file <- function(file) {
  rows <- na.omit(read.csv(file))
  first <- grep("^first_", names(rows), value = TRUE)
  second <- grep("^second_", names(rows), value = TRUE)
  list(
    sex = by_sex(rows[c("sex", first)], first),
    wave = by_wave(rows[c(first, second)], first, second)
  )
}

files <- commandArgs(trailingOnly = TRUE)
results <- lapply(files, of_file)
names(results) <- tools::file_path_sans_ext(basename(files))
cat(jsonlite::toJSON(
  c(
    list(R = as.character(getRversion()), lavaan = as.character(packageVersion("lavaan"))),
    results
  ),
  auto_unbox = TRUE, digits = 12, pretty = 2
), "\n")
