# Wilson score intervals by R's own prop.test, without continuity correction; rerun with:
#   Rscript tests/oracles/wilson.R > tests/oracles/wilson.json
events <- c(35, 74, 10, 1, 0, 80, 822)
n <- c(51, 80, 38, 38, 20, 80, 3289)
rows <- mapply(function(k, m) {
  limits <- 100 * prop.test(k, m, correct = FALSE)$conf.int
  sprintf('  {"events": %d, "n": %d, "low": %.9f, "high": %.9f}', k, m, limits[1], limits[2])
}, events, n)
cat("[", paste(rows, collapse = ",\n"), "]", sep = "\n")
