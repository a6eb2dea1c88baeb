# Brant's test of parallel odds at some edges of a score, and the odds ratio at each, of CSV files
# with the columns score and group, as JSON: the oracle for compendium.instruments.parallel_odds.
# As Brant (1990) does it: a logistic regression at each edge, each by itself, and the covariances
# between their coefficients from the fitted shares. Needs the R package jsonlite.
#   Rscript parallel.R EDGE,EDGE,... FILE.csv ...
brant <- function(file, edges) {
  rows <- read.csv(file)
  rows$group <- factor(rows$group)
  # A fit has no finite answer where a group is wholly on one side of the edge.
  edges <- Filter(function(edge) {
    all(table(rows$group, factor(rows$score >= edge, c(FALSE, TRUE))) > 0)
  }, edges)
  fits <- lapply(edges, function(edge) {
    glm((score >= edge) ~ group, binomial, rows, control = list(epsilon = 1e-14, maxit = 100))
  })
  x <- model.matrix(~group, rows)
  shares <- sapply(fits, fitted)
  bread <- lapply(seq_along(edges), function(j) {
    solve(t(x) %*% (x * shares[, j] * (1 - shares[, j])))
  })
  slopes <- ncol(x) - 1
  size <- slopes * length(edges)
  variance <- matrix(0, size, size)
  for (j in seq_along(edges)) {
    for (l in seq_along(edges)) {
      # Whoever is beyond the higher edge is beyond the lower one too.
      weights <- shares[, max(j, l)] - shares[, j] * shares[, l]
      block <- bread[[j]] %*% t(x) %*% (x * weights) %*% bread[[l]]
      variance[(j - 1) * slopes + 1:slopes, (l - 1) * slopes + 1:slopes] <- block[-1, -1]
    }
  }
  beta <- unlist(lapply(fits, function(fit) coef(fit)[-1]))
  contrasts <- kronecker(cbind(-1, diag(length(edges) - 1)), diag(slopes))
  apart <- contrasts %*% beta
  chi2 <- c(t(apart) %*% solve(contrasts %*% variance %*% t(contrasts)) %*% apart)
  freedom <- slopes * (length(edges) - 1)
  found <- list(
    chi_square = chi2,
    freedom = freedom,
    p = pchisq(chi2, freedom, lower.tail = FALSE)
  )
  if (slopes == 1) {
    # The coefficients are those of the second group against the first.
    found$edges <- lapply(fits, function(fit) {
      log_odds <- -unname(coef(fit)[2])
      half <- qnorm(.975) * sqrt(vcov(fit)[2, 2])
      exp(log_odds + c(0, -half, half))
    })
    names(found$edges) <- edges
  }
  found
}

given <- commandArgs(trailingOnly = TRUE)
edges <- as.numeric(strsplit(given[1], ",")[[1]])
results <- lapply(given[-1], brant, edges)
names(results) <- tools::file_path_sans_ext(basename(given[-1]))
cat(jsonlite::toJSON(
  c(list(R = as.character(getRversion())), results),
  auto_unbox = TRUE, digits = 12, pretty = 2
), "\n")
