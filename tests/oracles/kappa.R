# Cohen's kappa and percent agreement of two-by-two tables, as JSON: the oracle for
# compendium.instruments.kappa and agreed. Needs the R packages vcd, psych and jsonlite.
#   Rscript kappa.R a,b,c,d ...      with a table read row by row, yes before no
suppressPackageStartupMessages({library(vcd); library(psych)})

kappa_of <- function(cells) {
  table <- matrix(as.numeric(strsplit(cells, ",")[[1]]), nrow = 2, byrow = TRUE)
  found <- vcd::Kappa(table)
  interval <- confint(found)["Unweighted", ]
  same <- sum(diag(table))
  share <- prop.test(same, sum(table), correct = FALSE)
  list(
    value = unname(found$Unweighted["value"]),
    low = unname(interval[1]),
    high = unname(interval[2]),
    psych = psych::cohen.kappa(table)$kappa,
    share = same / sum(table),
    share_low = share$conf.int[1],
    share_high = share$conf.int[2],
    n = sum(table)
  )
}

tables <- commandArgs(trailingOnly = TRUE)
results <- suppressWarnings(lapply(tables, kappa_of))
names(results) <- tables
cat(jsonlite::toJSON(
  c(
    list(
      R = as.character(getRversion()),
      vcd = as.character(packageVersion("vcd")),
      psych = as.character(packageVersion("psych"))
    ),
    results
  ),
  auto_unbox = TRUE, digits = 12, pretty = 2
), "\n")
