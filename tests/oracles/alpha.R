# Cronbach's alpha with Feldt's interval of the CSV files named, as JSON: the oracle for
# compendium.instruments.cronbach_alpha. Needs the R packages psych and jsonlite.
#   Rscript alpha.R FILE.csv ...
suppressPackageStartupMessages(library(psych))

alpha_of <- function(file) {
  rows <- na.omit(read.csv(file))
  found <- suppressWarnings(psych::alpha(rows, check.keys = FALSE))
  interval <- psych::alpha.ci(found$total$raw_alpha, n.obs = nrow(rows), n.var = ncol(rows))
  list(
    value = found$total$raw_alpha,
    low = interval$lower.ci,
    high = interval$upper.ci,
    n = nrow(rows),
    items = ncol(rows)
  )
}

files <- commandArgs(trailingOnly = TRUE)
results <- lapply(files, alpha_of)
names(results) <- tools::file_path_sans_ext(basename(files))
cat(jsonlite::toJSON(
  c(
    list(R = as.character(getRversion()), psych = as.character(packageVersion("psych"))),
    results
  ),
  auto_unbox = TRUE, digits = 12, pretty = 2
), "\n")
