# Effects on participants by weights, and doubly robust, as JSON: the oracle for
# compendium.outcomes.effects.estimators.weighted. Needs the R package jsonlite.
#   Rscript weighting.R      reads weighting.csv beside it: invented participants
# The models are glm's. The errors are those of the stacked estimating equations, which are written
# out as a function of all parameters and differentiated by numbers, so that no derivative is ours.
people <- read.csv("weighting.csv")
lot <- as.numeric(people$arm == "intervention")
x <- model.matrix(~ sex + age + readiness + risk_debt + job_before + quarter, data = people)
x[, "age"] <- x[, "age"] - 20
k <- ncol(x)
control <- glm.control(epsilon = 1e-14, maxit = 100)
score_fit <- glm(lot ~ x - 1, family = binomial, control = control)

jacobian <- function(f, at) {
  sapply(seq_along(at), function(place) {
    step <- 1e-5 * max(1, abs(at[place]))
    up <- at; up[place] <- up[place] + step
    down <- at; down[place] <- down[place] - step
    (f(up) - f(down)) / (2 * step)
  })
}

of_equations <- function(equations, theta) {
  each <- equations(theta)
  stopifnot(max(abs(colSums(each))) < 1e-6)
  bread <- solve(jacobian(function(at) colSums(equations(at)), theta))
  variance <- bread %*% crossprod(each) %*% t(bread)
  last <- length(theta)
  contrast <- c(rep(0, last - 2), 1, -1)
  value <- sum(contrast * theta)
  error <- sqrt(drop(contrast %*% variance %*% contrast))
  list(value = value, error = error, treated = theta[last - 1], compared = theta[last])
}

held <- function(odds, trim) {
  if (trim == 1) return(rep(Inf, length(odds)))
  score <- fitted(score_fit)
  limit <- quantile(score[lot == 1], trim)
  rep(unname(limit / (1 - limit)), length(odds))
}

by_weights <- function(y, trim) {
  beta <- coef(score_fit)
  limit <- held(exp(x %*% beta), trim)
  weigh <- function(beta) pmin(drop(exp(x %*% beta)), limit)
  w <- weigh(beta)
  equations <- function(theta) {
    b <- theta[1:k]
    cbind(
      x * drop(lot - plogis(x %*% b)),
      lot * (y - theta[k + 1]),
      (1 - lot) * weigh(b) * (y - theta[k + 2])
    )
  }
  found <- of_equations(equations, c(beta, mean(y[lot == 1]), weighted.mean(y[lot == 0], w[lot == 0])))
  others <- w[lot == 0]
  c(found, list(held = sum(others >= limit[lot == 0]), effective = sum(others)^2 / sum(others^2)))
}

doubly <- function(y, trim, family) {
  beta <- coef(score_fit)
  limit <- held(exp(x %*% beta), trim)
  weigh <- function(beta) pmin(drop(exp(x %*% beta)), limit)
  inverse <- if (family == "binomial") plogis else identity
  fit <- if (family == "binomial") {
    glm(y ~ x - 1, family = binomial, subset = lot == 0, control = control)
  } else {
    lm(y ~ x - 1, subset = lot == 0)
  }
  gamma <- coef(fit)
  m <- drop(inverse(x %*% gamma)); w <- weigh(beta)
  equations <- function(theta) {
    b <- theta[1:k]; g <- theta[k + 1:k]
    expected <- drop(inverse(x %*% g)); at <- weigh(b)
    left <- theta[2 * k + 1]; ours <- theta[2 * k + 2]; compared <- theta[2 * k + 4]
    cbind(
      x * drop(lot - plogis(x %*% b)),
      (1 - lot) * x * (y - expected),
      (1 - lot) * at * (y - expected - left),
      lot * (expected - ours),
      lot * (y - theta[2 * k + 3]),
      compared - left - ours
    )
  }
  left <- weighted.mean((y - m)[lot == 0], w[lot == 0]); ours <- mean(m[lot == 1])
  of_equations(equations, c(beta, gamma, left, ours, mean(y[lot == 1]), left + ours))
}

cat(jsonlite::toJSON(list(
  R = as.character(getRversion()),
  weights_1 = by_weights(people$job, 1),
  weights_0.9 = by_weights(people$job, 0.9),
  weeks_1 = by_weights(people$weeks, 1),
  doubly_1 = doubly(people$job, 1, "binomial"),
  doubly_0.9 = doubly(people$job, 0.9, "binomial"),
  doubly_weeks_1 = doubly(people$weeks, 1, "gaussian")
), auto_unbox = TRUE, digits = 12, pretty = 2), "\n")
