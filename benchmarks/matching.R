# Match with MatchIt, timed inside R, without its start; prints seconds and the effect.
#   Rscript matching.R people.csv repeats
suppressPackageStartupMessages(library(MatchIt))
asked <- commandArgs(trailingOnly = TRUE)
people <- read.csv(asked[1])
for (exact in c(FALSE, TRUE)) for (replace in c(TRUE, FALSE)) {
  once <- function() suppressWarnings(matchit(
    treat ~ age + history + flag, data = people, method = "nearest", distance = "glm",
    link = "linear.logit", caliper = 0.2, std.caliper = TRUE, replace = replace,
    m.order = "largest", exact = if (exact) ~quarter
  ))
  once()
  taken <- sapply(seq_len(as.integer(asked[2])), function(each) system.time(once())[["elapsed"]])
  cat(median(taken), "\n")
}
