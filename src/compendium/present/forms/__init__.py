"""Forms: the kinds of figure there are; each composes a picture and describes it in words."""
