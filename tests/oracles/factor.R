# Polychoric correlations and the one-factor model for ordinal items of the CSV files named, as
# JSON: the oracle for compendium.instruments.measurement.polychoric and one_factor. Needs the R packages
# lavaan and jsonlite.
#   Rscript factor.R FILE.csv ...
suppressPackageStartupMessages(library(lavaan))

# lavaan's usual search stops at about seven digits; this one goes on to twelve.
tight <- list(reltol = 1e-16, maxit = 10000)

factor_of <- function(file) {
  rows <- na.omit(read.csv(file))
  model <- paste("f =~", paste(names(rows), collapse = " + "))
  found <- cfa(
    model, data = rows, ordered = names(rows), std.lv = TRUE,
    optim.method = "BFGS", control = tight
  )
  estimates <- subset(parameterEstimates(found), op == "=~")
  wanted <- c(
    "chisq", "df", "chisq.scaled", "pvalue.scaled", "baseline.chisq", "baseline.chisq.scaled",
    "cfi.scaled", "tli.scaled", "rmsea.scaled", "rmsea.ci.lower.scaled", "rmsea.ci.upper.scaled",
    "srmr"
  )
  correlations <- unclass(lavInspect(found, "sampstat")$cov)
  list(
    n = lavInspect(found, "nobs"),
    thresholds = unname(as.numeric(lavInspect(found, "sampstat")$th)),
    correlations = unname(correlations[lower.tri(correlations)]),
    loadings = estimates$est,
    errors = estimates$se,
    fit = as.list(fitMeasures(found, wanted))
  )
}

files <- commandArgs(trailingOnly = TRUE)
results <- lapply(files, factor_of)
names(results) <- tools::file_path_sans_ext(basename(files))
cat(jsonlite::toJSON(
  c(
    list(R = as.character(getRversion()), lavaan = as.character(packageVersion("lavaan"))),
    results
  ),
  auto_unbox = TRUE, digits = 12, pretty = 2
), "\n")
