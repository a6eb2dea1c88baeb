# The mixed model of scores over waves, complete pairs, and standardised numbers, as JSON: the
# oracle for compendium.instruments.mixed_model, paired_changes, standardised_changes and
# standardised_difference. Needs the R packages nlme and jsonlite.
#   Rscript mixed.R FILE.csv     with the columns person, wave, score, one row a score
suppressPackageStartupMessages(library(nlme))

given <- read.csv(commandArgs(trailingOnly = TRUE)[1])
given$wave <- factor(given$wave, levels = c("first", "second", "third"))
control <- lmeControl(tolerance = 1e-12, msTol = 1e-14, niterEM = 200, msMaxIter = 500)
# Without an intercept the coefficients are the means; with one, the changes.
means <- lme(score ~ 0 + wave, random = ~ 1 | person, data = given, method = "REML",
             control = control)
changes <- lme(score ~ wave, random = ~ 1 | person, data = given, method = "REML",
               control = control)
spread <- c(sqrt(as.numeric(getVarCov(means))), means$sigma)
coefficient <- function(fit) list(
  value = unname(fixef(fit)), error = unname(sqrt(diag(vcov(fit)))))

wide <- reshape(given, idvar = "person", timevar = "wave", direction = "wide")
pair <- function(wave) {
  after <- wide[[paste0("score.", wave)]]
  test <- t.test(after, wide$score.first, paired = TRUE)
  list(value = unname(test$estimate), low = test$conf.int[1], high = test$conf.int[2],
       n = unname(test$parameter) + 1)
}
start <- wide$score.first
n <- sum(!is.na(start))
d <- fixef(changes)[["wavesecond"]] / sd(start, na.rm = TRUE)
error <- sqrt(vcov(changes)["wavesecond", "wavesecond"])
gone <- is.na(wide$score.third)
stayed <- start[!gone & !is.na(start)]; left <- start[gone & !is.na(start)]

cat(jsonlite::toJSON(list(
  R = as.character(getRversion()),
  nlme = as.character(packageVersion("nlme")),
  means = coefficient(means),
  changes = coefficient(changes),
  between = spread[1], within = spread[2],
  pairs = list(second = pair("second"), third = pair("third")),
  standardised = list(
    value = d, error = sqrt((error / sd(start, na.rm = TRUE))^2 + d^2 / (2 * (n - 1)))),
  difference = (mean(left) - mean(stayed)) / sqrt((var(left) + var(stayed)) / 2)
), auto_unbox = TRUE, digits = 12, pretty = 2), "\n")
